"""The three largest parts, and what was tried on them."""

from collections.abc import Sequence
from dataclasses import replace
from math import fsum
from typing import Final

from bench.costs import prices
from bench.costs.choices import by_service, units
from bench.costs.model import ORDERS, Design, Line, lines, total

_REST_API: Final = 3.50
"""Dollars a million requests of API Gateway's other kind of API (https://aws.amazon.com/api-gateway/pricing/)."""


def largest(base: Design) -> str:
    """A section each."""
    services = by_service(lines(base))
    whole = total(lines(base))
    found = [
        ("DynamoDB writes", services["DynamoDB writes"], _writes(base)),
        ("The event and production's queue", _released(base), _events(base)),
        (
            "The request itself: HTTP API, its access log, the function behind it",
            total(_request(base)),
            _requests(base),
        ),
    ]
    text = "## The three largest parts, and what was tried on them\n"
    for name, amount, tried in found:
        text += (
            f"\n### {name}: ${amount:.2f}, {amount / whole:.0%}\n\n" + "\n".join(f"- {each}" for each in tried) + "\n"
        )
    return text


def _writes(base: Design) -> Sequence[str]:
    write = prices.WRITE.each * ORDERS
    single = units(replace(base, debits="one by one")) - units(base)
    halves = units(replace(base, list_index="halves")) - units(base)
    large = units(replace(base, large_orders=True)) - units(base)
    return [
        f"Kept: up to 97 orders in one transaction with one page and one payment, {single:.2f} units less to an order "
        f"than each in a transaction of its own: ${single * write:.2f}.",
        "Kept: lines of a page and orders of a payment as one text, a third of the units of a list of maps. A page of "
        "97 lines is 5 KB, the payment 4 KB: together 0.2 units to an order.",
        f"Kept: indexes of keys alone, and an entry that stays where it is, {halves:.2f} units less than whole orders "
        f"that move when they are paid: ${halves * write:.2f}.",
        "Kept: only what is due, or waits, is in `due`: an order that credits pay is never in it.",
        "Kept: the timeline of an order that has just come to be is written without being looked for, a read less: "
        f"${prices.READ.each * ORDERS:.3f}. What is told again is refused, and the refusal brings the item.",
        "Not worth it: shorter names. An order of two lines and a customer is below a kilobyte, and takes one unit "
        f"whatever its names. Above it the writes double (+{large:.2f} units).",
        "Rejected: orders updated outside the transaction would take one unit each in place of two, and break rule M2.",
    ]


def _released(base: Design) -> float:
    return total(line for line in lines(base) if line.part == "released")


def _events(base: Design) -> Sequence[str]:
    packed = total(lines(base)) - total(lines(replace(base, released="packed")))
    queue = total(lines(base)) - total(lines(replace(base, released="queue")))
    return [
        "Kept: of ours only commissions listen on the bus, to the money of orders; debits and closings go to queues, "
        "ten to a request. A new order is no event.",
        f"Computed, not built: a batch of released orders in one event, ${packed:.2f} less.",
        f"Computed, not built: from the relay straight into production's queue, ten to a request, ${queue:.2f} less.",
        "Easily overlooked: a rule's delivery into a queue is free of EventBridge and a request of SQS, "
        f"${prices.QUEUE.each * ORDERS:.2f} of it.",
    ]


def _request(base: Design) -> list[Line]:
    return [line for line in lines(base) if line.part == "intake" and line.price is not prices.WRITE]


def _requests(base: Design) -> Sequence[str]:
    whole = total(lines(base))
    saved = _REST_API - prices.HTTP.each * ORDERS
    own = whole - total(lines(replace(base, own_log=False)))
    access = whole - total(lines(replace(base, access_log=False)))
    asked = total(lines(replace(base, load=replace(base.load, authorizations=1.0)))) - whole
    shared = fsum(line.dollars for line in _request(base) if line.price in (prices.HTTP, prices.INVOCATION, prices.LOG))
    return [
        f"Kept: an HTTP API in place of a REST API, ${saved:.2f} less.",
        f"Kept: the authorizer's answer is cached for a minute; asked for each order it would cost ${asked:.2f} more.",
        "Kept: one conditional write and no read; a client without the SDK, so that most of what is billed is waiting.",
        f"Computed, not built: no own line for a call that went well, ${own:.2f} less; "
        f"no access log, ${access:.2f} less.",
        f"Computed, not built: ten orders to a request, ${shared * 0.9:.2f} less, and one answer would speak for ten.",
    ]
