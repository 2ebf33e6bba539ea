// Looks every few seconds whether this page has something new to say, so that nobody has to press anything.
(function () {
  var here = location.pathname, wait = 1500, until = Date.now() + 900000;
  var state = document.querySelector("main").dataset.state;
  function look() {
    if (Date.now() > until) return;
    if (document.hidden) return later();
    fetch(here + "?watch=" + state, { cache: "no-store", credentials: "omit", redirect: "error" }).then(function (answer) {
      if (answer.status === 200) location.replace(here); else later();
    }, later);
  }
  function later() { setTimeout(look, wait); wait = Math.min(wait * 1.4, 15000); }
  later();
})();
