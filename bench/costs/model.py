"""A million orders that credits pay by themselves, as lines: how much of what, at which price."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from math import fsum
from typing import Final, Literal

from bench import counts as counted
from bench.costs import assumptions as given
from bench.costs import prices
from bench.costs.assumptions import BUSY, Load
from bench.costs.prices import Price
from bench.counts import Count

ORDERS: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Line:
    """``quantity`` units of a price to one order."""

    part: str
    what: str
    quantity: float
    price: Price

    @property
    def dollars(self) -> float:
        """For a million orders."""
        return self.quantity * self.price.each * ORDERS


@dataclass(frozen=True, slots=True)
class Design:
    """What is built and how it is used. The defaults are the product as it stands."""

    load: Load = BUSY
    list_index: Literal["keys", "one", "halves"] = "keys"
    debits: Literal["together", "one by one"] = "together"
    debit_queue: Price = prices.FIFO
    released: Literal["bus", "packed", "queue"] = "bus"
    completions: bool = True
    timelines: bool = True
    own_log: bool = True
    access_log: bool = True
    large_orders: bool = False
    callbacks: bool = True
    callback_records: bool = True
    counts: dict[str, Count] = field(default_factory=counted.load, compare=False)

    @property
    def together(self) -> int:
        """Orders to a batch."""
        return self.load.together


def lines(design: Design) -> list[Line]:
    """Every line that is not nothing."""
    parts = (_intake, _debit, _timeline, _released, _callback)
    return [line for part in parts for line in part(design) if line.quantity]


def total(found: Iterable[Line]) -> float:
    """Dollars for a million orders."""
    return fsum(line.dollars for line in found)


def _intake(design: Design) -> Iterator[Line]:
    part, name = "intake", "order_intake: new, over 1 KB" if design.large_orders else "order_intake: new"
    count = design.counts[name]
    yield Line(part, "request", 1, prices.HTTP)
    yield from invocation(design, part, name, 1)
    yield Line(part, "order", count.table, prices.WRITE)
    yield Line(part, "order in the list index", count.index, prices.WRITE)
    yield Line(part, "access log", (given.ACCESS_LOG + given.LOG_OVERHEAD) * design.access_log, prices.LOG)
    yield Line(part, "answer", given.ANSWER_BYTES, prices.OUT)
    key = "authorize_request: a merchant's key"
    yield from invocation(design, part, key, design.load.authorizations)


def _debit(design: Design) -> Iterator[Line]:
    part, together = "debit", design.together
    relayed = {1: "1 new order", 10: "10 new orders", 97: "97 new orders of one wallet"}[together]
    yield from invocation(design, part, f"relay_events: {relayed}", 1 / together)
    name, share = _debit_count(design)
    count, messages = design.counts[name], 1 / together
    if design.debits == "one by one":
        # Ten messages to a request and to an invocation.
        messages = 1 / min(together, 10)
    yield Line(part, "message sent, received and deleted", 3 * messages, design.debit_queue)
    yield from invocation(design, part, name, share)
    yield Line(
        part, "orders, wallet, journal page, payment (a transaction counts twice)", count.table * share, prices.WRITE
    )
    # Where the index held whole orders: an entry is written again, or leaves one place and enters another.
    moved = {"keys": 0, "one": 1, "halves": 2}[design.list_index] * (1 + design.large_orders)
    yield Line(part, "orders in the indexes", count.index * share + moved, prices.WRITE)


def _debit_count(design: Design) -> tuple[str, float]:
    """The counted invocation and its share of an order."""
    if design.large_orders:
        return "auto_debit: 10 orders, over 1 KB", 1 / 10
    if design.debits == "one by one":
        return "auto_debit: 1 order", 1
    return f"auto_debit: {design.together} order{'s' * (design.together > 1)}", 1 / design.together


def _timeline(design: Design) -> Iterator[Line]:
    if not design.timelines:
        return
    # A hundred changes to a batch are fifty orders, taken in and paid.
    together = min(design.together, 48)
    name = f"record_timeline: {together} order{'s' * (together > 1)}, new and paid"
    yield from invocation(design, "timeline", name, 1 / together)
    yield Line("timeline", "timeline", design.counts[name].table / together, prices.WRITE)


def _released(design: Design) -> Iterator[Line]:
    part, together = "released", design.together
    name = f"relay_events: {together} paid order{'s' * (together > 1)}"
    count = design.counts[name]
    yield from invocation(design, part, name, 1 / together)
    if design.completions:
        # Of two events to an order one is its completion, for which production has no rule.
        yield Line(part, "event of the completion on the bus", count.events / 2 / together, prices.EVENT)
    if design.released == "queue":
        yield Line(part, "message sent to production's queue", 1 / min(together, 10), prices.QUEUE)
    else:
        events = 1 / together if design.released == "packed" else count.events / 2 / together
        yield Line(part, "event on the bus", events, prices.EVENT)
        yield Line(part, "message sent to production's queue by the bus", events, prices.QUEUE)
    received = 1 / together if design.released == "packed" else 1 / min(together, 10)
    yield Line(part, "message received and deleted by production", 2 * received, prices.QUEUE)


def _callback(design: Design) -> Iterator[Line]:
    """One to an order, ten to a message batch and to an invocation; each is kept, to be listed and replayed."""
    if not design.callbacks:
        return
    part, together = "callback", min(design.together, 10)
    name = {1: "send_callbacks: one, delivered", 10: "send_callbacks: ten, delivered"}[together]
    count = design.counts[name]
    yield Line(part, "message sent, received and deleted", 3 / together, prices.FIFO)
    yield from invocation(design, part, name, 1 / together)
    yield Line(part, "callback", given.CALLBACK_BYTES, prices.OUT)
    kept = design.callback_records / together
    yield Line(part, "record of the delivery, and in a list", (count.table + count.index) * kept, prices.WRITE)


def invocation(design: Design, part: str, name: str, share: float) -> Iterator[Line]:
    """What every counted invocation costs beside what it writes: request, time, log, reads, for this share of one."""
    function, count = name.split(":")[0], design.counts[name]
    seconds = given.milliseconds(function, count) / 1_000
    yield Line(part, f"{function}: invocation", share, prices.INVOCATION)
    yield Line(part, f"{function}: time", share * seconds * given.MEMORY_MB[function] / 1_024, prices.COMPUTE)
    log = given.PLATFORM_LOG + 3 * given.LOG_OVERHEAD
    if count.log and design.own_log:
        log += count.log + given.LOG_OVERHEAD
    yield Line(part, f"{function}: log", share * log, prices.LOG)
    yield Line(part, f"{function}: reads", share * count.read, prices.READ)
