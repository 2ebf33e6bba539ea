"""Where callbacks go: left alone when it is not well, called no more after three days, and each told of its own."""

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from shared.callbacks.endpoint import DISABLE_AFTER, FAILURES_IN_A_ROW
from shared.clock import parse_rfc3339
from tests.simulation.invariants.books import Books, Endpoint
from tests.simulation.invariants.broken import demand
from tests.support.simulation.servers import Try
from tests.support.simulation.table import Change

if TYPE_CHECKING:
    from tests.simulation.world import World

_GONE: Final = 410
_CLOCKS: Final = timedelta(seconds=160)
"""By which two invocations that count failures may differ: their clocks, and how long each of their calls takes."""
_HOUR: Final = 3_600


def obligations_begin(books: Books, change: Change) -> None:
    """What is published from now on is owed to who listens from now on, or to what else."""
    old, new = change.old or {}, change.new or {}
    if not old or old.get("types") != new.get("types"):
        books.listening[new["merchant_id"]] = len(books.events)


def obligations_end(books: Books, change: Change) -> None:
    """Nothing is owed to who does not listen."""
    merchant_id = (change.old or {})["merchant_id"]
    books.listening.pop(merchant_id, None)
    books.endpoints.pop(merchant_id, None)
    books.once_gone.add(merchant_id)


def health_follows_the_tries(books: Books, change: Change) -> None:
    """Failing after five in a row, disabled after three days of that or once it says that it is gone, never else."""
    old, new = change.old or {}, change.new
    assert new is not None
    merchant_id, health, before = new["merchant_id"], new["health"], old.get("health")
    name = f"the endpoint of {merchant_id}"
    demand(("failing_since" in new) == (new["failures"] > 0), "endpoints", f"{name} has failed, or has not")
    counted = new["failures"] - old.get("failures", 0)
    demand(counted in (0, 1) or new["failures"] == 0, "endpoints", f"{name} failed {counted} times at once")
    if old.get("failures") and new["failures"]:
        demand(old["failing_since"] == new["failing_since"], "endpoints", f"{name} fails since another time")
    enough = new["failures"] >= FAILURES_IN_A_ROW
    demand(not enough or health != "ok", "endpoints", f"{name} is well after {new['failures']} failures in a row")
    demand(enough or health != "failing", "endpoints", f"{name} is failing after {new['failures']} failures")
    if health != before:
        now = books.clock.seconds()
        books.endpoints[merchant_id] = Endpoint(new, now, new["probes"])
        if health == "disabled":
            _may_be_disabled(books, new)
    elif counted == 1 and enough and health == "failing":
        late = _failing_for(books, new) > DISABLE_AFTER + _CLOCKS
        demand(not late, "endpoints", f"{name} fails since {new['failing_since']}, and is called still")
    books.endpoints[merchant_id].item = new


def _failing_for(books: Books, item: dict[str, str]) -> timedelta:
    return books.clock.now() - parse_rfc3339(item["failing_since"])


def _may_be_disabled(books: Books, item: dict[str, str]) -> None:
    name = f"the endpoint of {item['merchant_id']}"
    if item["disabled_reason"] == "gone":
        said = any(each.status == _GONE and each.url == item["url"] for each in books.tries)
        demand(said, "endpoints", f"{name} is disabled as gone, and never said so")
    else:
        early = _failing_for(books, item) < DISABLE_AFTER - _CLOCKS
        demand(not early, "endpoints", f"{name} fails since {item['failing_since']}, and is disabled")


def its_own_server_is_told_and_believes_it(books: Books, attempt: Try) -> None:
    """Nobody is told of another's things (rule M10), and each try is signed by the newest secret, at its time."""
    merchant_id = attempt.content["merchant_id"]
    own = attempt.url == f"https://{merchant_id.replace('_', '-')}.example/"
    demand(own, "M10", f"{attempt.url} was told of {merchant_id}")
    demand(attempt.trusted is not False, "callbacks", f"{attempt.id} came to {attempt.url} with a wrong signature")


def who_is_not_well_is_left_alone(books: Books, attempt: Try) -> None:
    """By all that begin after it was found so: none is sent who is disabled, one for each probe who is failing; who is
    slow is waited for by second tries alone.
    """
    known = books.endpoints.get(attempt.content["merchant_id"])
    if known is None or attempt.began <= known.since:
        return
    health = known.item["health"]
    demand(health != "disabled", "endpoints", f"{attempt.url} is disabled, and was sent {attempt.id}")
    if health == "failing":
        known.tried += 1
        probes = known.item["probes"] - known.probes
        demand(known.tried <= probes, "endpoints", f"{attempt.url} is failing, was sent {known.tried}, probes {probes}")


def who_answers_nobody_is_called_no_more(world: "World") -> None:
    """Days after which nobody has seen to a server that takes nothing: what waits for it waits, and it is told."""
    waiting = {item["merchant_id"] for _, item in world.books.of_kind("callback_line")}
    for _, item in world.books.of_kind("callback_endpoint"):
        well = world.servers.takes(item["url"])
        idle = item["merchant_id"] not in waiting
        demand(
            well or idle or item["health"] == "disabled", "endpoints", f"{item['url']} is dead, and {item['health']}"
        )
        demand(
            not well or idle or item["health"] == "disabled", "liveness", f"{item['url']} takes all, and is not told"
        )
        said = [each for each in world.books.tries if each.url == item["url"]][-1:]
        gone = bool(said) and said[0].status == _GONE and said[0].at > _seconds(world.resting_since) - _HOUR
        why = item.get("disabled_reason")
        demand(not gone or why == "gone", "endpoints", f"{item['url']} is gone, and {item['health']} as {why}")


def _seconds(moment: str) -> float:
    return parse_rfc3339(moment).timestamp()


def every_disabling_was_told(world: "World") -> None:
    """By a notice and by an event, and the return by another; each once."""
    disabled, enabled = 0, 0
    for change in world.memory.changes:
        old, new = change.old or {}, change.new or {}
        if new.get("kind") == "callback_endpoint":
            disabled += new["health"] == "disabled" != old.get("health")
            enabled += old.get("health") == "disabled" and new["health"] == "ok"
    notices = [item for _, item in world.books.of_kind("notice") if item["notice_kind"] == "callbacks_disabled"]
    told = {event["id"]: event["type"] for event in world.bus.events}
    events = [list(told.values()).count(f"callback_endpoint.{what}") for what in ("disabled", "enabled")]
    demand(len(notices) == disabled, "endpoints", f"{disabled} were disabled, {len(notices)} notices say so")
    demand(events == [disabled, enabled], "endpoints", f"disabled, enabled: {[disabled, enabled]}, told {events}")


def every_server_is_called_again(world: "World") -> None:
    """With every server well and switched on again, none is thought otherwise, once it has taken something."""
    for _, item in world.books.of_kind("callback_endpoint"):
        demand(item["health"] == "ok", "endpoints", f"{item['url']} is well, and {item['health']}")
        last = next((each for each in reversed(world.books.tries) if each.url == item["url"]), None)
        fine = last is None or not last.taken or last.at < _seconds(world.resting_since)
        demand(fine or item["failures"] == 0, "endpoints", f"{item['url']} took the last, failures {item['failures']}")
