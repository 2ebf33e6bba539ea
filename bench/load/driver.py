"""One process that drives: some threads, each with a connection of its own, until its orders or its time are over."""

import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Final

import httpx

from bench.load.figures import Sample
from bench.load.market import Stand
from bench.load.plan import Step, step
from local.demo.storefront.sale import Sale
from local.demo.storefront.shop import Storefront
from local.stack.clients import bypass_proxies
from shared.orders.model import order_id

THREADS: Final = 4
_TRIES: Final = 8
_AGAIN: Final = frozenset({0, 429, 500, 502, 503, 504})
"""What an integration sends again; 0 is no answer in time."""
_GOOD_CARD: Final = "4242424242424242"
Json = dict[str, Any]


@dataclass(frozen=True)
class Share:
    """What one process is told; ``start`` and ``end`` are of the machine's monotonic clock, which all share."""

    api_url: str
    run: str
    numbers: range
    stands: Sequence[Stand]
    start: float
    end: float


@dataclass
class Driven:
    """What came of it: every call, and which orders were taken, by merchant.

    ``unsure`` are those of which no good answer came: they may be there or not.
    """

    samples: list[Sample] = field(default_factory=list)
    taken: dict[str, set[str]] = field(default_factory=dict)
    unsure: set[str] = field(default_factory=set)


def drive(share: Share) -> Driven:
    """Place every order of the share whose turn comes before the end."""
    bypass_proxies()
    numbers, lock, driven = iter(share.numbers), threading.Lock(), Driven()

    def own() -> Iterator[int]:
        while time.monotonic() < share.end:
            with lock:
                number = next(numbers, None)
            if number is None:
                return
            yield number

    def work(_: int) -> None:
        with httpx.Client(timeout=35, trust_env=False) as http:
            hand = Hand(share, http, driven)
            for number in own():
                hand.play(step(number))

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(work, range(THREADS)))
    return driven


@dataclass
class Hand:
    """One thread's way of doing things."""

    share: Share
    http: httpx.Client
    driven: Driven

    def play(self, wanted: Step) -> None:
        """One order with all that belongs to it."""
        stand = self.share.stands[wanted.number % len(self.share.stands)]
        source, name, send = ("api", f"{self.share.run}-{wanted.number}", self._place)
        if wanted.kind == "shop":
            source, name, send = stand.source, str(int(self.share.run, 16) * 1_000_000 + wanted.number), self._announce
        found = send(stand, wanted, name)
        if found is None:
            self.driven.unsure.add(order_id(stand.merchant, source, name))
            return
        self.driven.taken.setdefault(stand.merchant, set()).add(found["id"])
        if wanted.kind == "link":
            self._buy(found)
        elif wanted.kind == "cancel":
            self._call("cancel", "POST", f"/v1/orders/{found['id']}/cancel", stand, {})
        if wanted.looked and wanted.kind != "shop":
            self._look(stand, found["id"])

    def _place(self, stand: Stand, wanted: Step, name: str) -> Json | None:
        collect = {"auto": "auto", "link": "link"}.get(wanted.kind, "none")
        body = {"source": "api", "external_id": name, "amount": wanted.amount}
        body |= {"currency": "EUR", "collect": collect}
        found = self._call("intake", "POST", "/v1/orders", stand, body)
        if found is not None and wanted.again:
            self._call("duplicate", "POST", "/v1/orders", stand, body)
        return found

    def _announce(self, stand: Stand, wanted: Step, name: str) -> Json | None:
        """A shop's webhook, sent again as shops do; the order has a known id."""
        front = Storefront(stand.system, stand.domain, stand.webhook, stand.secret)
        said = front.announcement(Sale(int(name), quantity=1, price=wanted.amount), "created")
        for kind in ("shop webhook", "shop duplicate")[: 2 if wanted.again else 1]:
            answer = self._send(kind, "POST", stand.webhook, content=said.body, headers=said.headers)
            if answer is None or answer.status_code != 200:
                return None
        return {"id": order_id(stand.merchant, stand.source, name)}

    def _buy(self, order: Json) -> None:
        """A buyer opens the link, presses the button and types a card number in."""
        page = str(order["payment_link"])
        self._send("page", "GET", page)
        pressed = self._send("checkout", "POST", f"{page}/checkout")
        if pressed is None or pressed.status_code != 303:
            return
        self._send("card", "POST", pressed.headers["location"], data={"card_number": _GOOD_CARD})

    def _look(self, stand: Stand, order: str) -> None:
        self._call("read one", "GET", f"/v1/orders/{order}", stand)
        self._call("list", "GET", "/v1/orders", stand)
        self._call("unpaid queue", "GET", "/v1/orders?payment_status=unpaid", stand)
        self._call("wallet", "GET", "/v1/wallets/EUR", stand)

    def _call(self, kind: str, method: str, path: str, stand: Stand, body: Json | None = None) -> Json | None:
        """The body of a good answer, else nothing."""
        headers = {"Authorization": f"Bearer {stand.key}"}
        answer = self._send(kind, method, self.share.api_url + path, json=body, headers=headers)
        return dict(answer.json()) if answer is not None and answer.status_code < 300 else None

    def _send(self, kind: str, method: str, url: str, **options: Any) -> httpx.Response | None:
        """Send until it is answered for good; each try is a sample."""
        answer = None
        for attempt in range(_TRIES):
            began = time.monotonic()
            try:
                answer = self.http.request(method, url, **options)
            except httpx.TransportError:
                answer = None
            status, ended = answer.status_code if answer is not None else 0, time.monotonic()
            self.driven.samples.append(Sample(kind, status, began - self.share.start, ended - began))
            if status not in _AGAIN:
                return answer
            time.sleep(min(0.2 * 2**attempt, 5))
        return answer
