"""One thing built differently: what the same million orders would cost then."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import fsum
from typing import Any, Final

from bench.costs import prices
from bench.costs.model import Design, Line, lines, total
from bench.costs.prices import Price

BUDGETED: Final = ("intake", "debit", "released", "callback")
"""The parts of the budget: intake, debit, events, callback. Timelines are the product's own addition to it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """``change`` of the design, and what it means; of what is built, undoing it is what is priced."""

    name: str
    change: Mapping[str, Any]
    meaning: str


CHOICES: Final = (
    Choice(
        "each order in a debit of its own",
        {"debits": "one by one"},
        "Built: up to 97 orders share one transaction, so wallet, page and payment are written once.",
    ),
    Choice(
        "timelines off",
        {"timelines": False},
        "Built: one write to an order that is taken in and paid within five seconds, and no read before it.",
    ),
    Choice(
        "standard debit queue",
        {"debit_queue": prices.QUEUE},
        "Built: FIFO, one writer to a wallet. The order of messages costs less than a cent.",
    ),
    Choice(
        "whole orders in the list index",
        {"list_index": "one"},
        "Built: keys alone, which a debit never touches. A page of a list reads its fifty orders by BatchGetItem, 50 "
        "read units in place of about 8, and filters after reading. What waits for money is in `due` beside it.",
    ),
    Choice(
        "whole orders, open and done apart",
        {"list_index": "halves"},
        "As it was: entering `open`, leaving it and entering `done` are three index writes, and need no second index.",
    ),
    Choice(
        "released orders of a batch in one event",
        {"released": "packed"},
        "Not built. EventBridge bills 64 KB as one event, and an order is about 400 bytes of it. Production would get "
        "lists of orders; one event to an order is part of our contract.",
    ),
    Choice(
        "released orders straight into production's queue",
        {"released": "queue"},
        "Not built. The relay sends ten to a request and the bus has no part in it; who else listens would lose it.",
    ),
    Choice(
        "no event of completion for what credits paid",
        {"completions": False},
        "Built: who waits for completions hears of each, whatever paid it, and need not know that credits clear "
        "at once.",
    ),
    Choice(
        "no line of our own for a call that went well",
        {"own_log": False},
        "Not built. The access log has route, status and time of HTTP calls already; the merchant would be missing.",
    ),
    Choice(
        "no access log",
        {"access_log": False},
        "Not built. It is the only trace of what the gateway itself refused.",
    ),
    Choice(
        "no record of a delivered callback",
        {"callback_records": False},
        "Built: each is kept, so that a merchant sees what was sent and has it sent again: a write and an index write.",
    ),
    Choice(
        "orders over a kilobyte",
        {"large_orders": True},
        "Ten lines and a customer. Every write of table and index doubles; computed with ten orders to a transaction. "
        "Details in an item of their own would cost one write more, and keep the others at one unit.",
    ),
)

OVER_TARGET: Final[Mapping[str, Any]] = {"callback_records": False, "completions": False}
"""What undoes the two things that merchants see and the target did not foresee (docs/decisions/0041, 0044)."""

STEPS: Final[tuple[tuple[str, Mapping[str, Any]], ...]] = (
    ("as built", {}),
    ("+ released orders of a batch in one event", {"released": "packed"}),
    ("+ no line of our own for a call that went well", {"own_log": False}),
    ("+ no access log", {"access_log": False}),
    ("+ no record of a delivered callback", {"callback_records": False}),
    ("+ no event of completion for what credits paid", {"completions": False}),
)
"""Each upon the one before."""


def compared(base: Design, choice: Choice) -> float:
    """Dollars more (or less) for a million orders than the base costs."""
    return total(lines(replace(base, **choice.change))) - total(lines(base))


def budgeted(design: Design) -> float:
    """Dollars for a million orders, of the parts that the budget names."""
    return total(line for line in lines(design) if line.part in BUDGETED)


def units(design: Design) -> float:
    """Write units to an order."""
    return fsum(line.quantity for line in lines(design) if line.price is prices.WRITE)


def steps(base: Design) -> list[tuple[str, float, float]]:
    """Each step's name, the budgeted parts after it, and everything after it."""
    found, design = [], base
    for name, change in STEPS:
        design = replace(design, **change)
        found.append((name, budgeted(design), total(lines(design))))
    return found


def by_part(found: list[Line]) -> dict[str, float]:
    """Dollars of each part, in order."""
    sums: dict[str, float] = {}
    for line in found:
        sums[line.part] = sums.get(line.part, 0.0) + line.dollars
    return sums


def by_service(found: list[Line]) -> dict[str, float]:
    """Dollars of each service, the largest first."""
    sums: dict[str, float] = {}
    for line in found:
        sums[line.price.service] = sums.get(line.price.service, 0.0) + line.dollars
    return dict(sorted(sums.items(), key=lambda item: -item[1]))


def price_of(found: list[Line], price: Price) -> float:
    """Dollars of the lines at one price."""
    return total(line for line in found if line.price is price)
