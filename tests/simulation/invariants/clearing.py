"""Completed: once, by money that is available and that no bank disputes; and in the end all that can be."""

from collections import Counter
from typing import TYPE_CHECKING, Final

from local.stripe_simulator.resources.disputes import OPEN
from shared.clock import parse_rfc3339
from shared.payments.clearing.moments import fallback
from tests.simulation.invariants.books import Books
from tests.simulation.invariants.broken import demand
from tests.support.simulation.table import Change

if TYPE_CHECKING:
    from tests.simulation.world import World

_BUSINESS_DAYS: Final = 2
_HERE: Final = frozenset({"paid", "partially_refunded"})


def order_is_completed_in_time(books: Books, change: Change) -> None:
    """By credits, or in the shop, with the payment itself; else once the provider says that its money is available."""
    old, new = change.old, change.new
    assert new is not None
    completed = new["status"] == "completed"
    if completed and old is not None and old["status"] == "completed":
        demand(old["completed_at"] == new["completed_at"], "clearing", f"{new['id']} was completed twice")
    if not completed or (old or {}).get("status") == "completed":
        return
    demand("completed_at" in new, "clearing", f"{new['id']} was completed at no time")
    demand(new["payment_status"] in _HERE, "clearing", f"{new['id']} was completed {new['payment_status']}")
    at_once, before = new["paid_means"] in ("credits", "external"), (old or {}).get("payment_status")
    demand((before in _HERE) is not at_once, "clearing", f"{new['id']} was completed out of {before}")
    if not at_once:
        _is_available(books, new["paid_by"])
        _is_undisputed(books, new["paid_by"])


def _is_available(books: Books, payment_id: str) -> None:
    payment = books.payment(payment_id)
    account = books.provider.world.account(payment.get("account", ""))
    intent = account.intents.get(payment["intent_id"]) or {}
    charge = account.charges.get(intent.get("latest_charge", "")) or {}
    line = account.balance_transactions.get(charge.get("balance_transaction") or "")
    if line is not None:
        demand(line["status"] == "available", "clearing", f"{payment_id} completes orders, its money is not available")
    else:
        counts_from = fallback(parse_rfc3339(payment["settled_at"]), _BUSINESS_DAYS)
        demand(books.clock.now() >= counts_from, "clearing", f"{payment_id} completes orders, nobody knows why")


def _is_undisputed(books: Books, payment_id: str) -> None:
    """Nothing is open at the provider that was there when the run began, whether an event told of it or not."""
    intent_id = books.payment(payment_id)["intent_id"]
    for dispute in books.provider.disputes():
        known = dispute["payment_intent"] == intent_id and dispute["created"] < int(books.began()) - 1
        over = not known or dispute["status"] not in OPEN
        demand(over, "clearing", f"{payment_id} completes orders, {dispute['id']} is {dispute['status']}")


def every_order_that_can_be_is_complete(world: "World") -> None:
    """Paid, whatever part of it went back; what is disputed for good is not, nor what went back whole."""
    for _, order in world.books.of_kind("order"):
        waits = order["status"] == "in_progress" and order["payment_status"] in _HERE
        demand(not waits, "clearing", f"order {order['id']} is {order['payment_status']} and never completed")


def each_completion_was_told_once(world: "World") -> None:
    """By one event of its own, whatever paid the order."""
    told = {event["id"]: event["data"] for event in world.bus.events if event["type"] == "order.completed"}
    counts = Counter(data["order_id"] for data in told.values())
    complete = {order["id"] for _, order in world.books.of_kind("order") if "completed_at" in order}
    demand(counts.keys() == complete, "clearing", f"completed {sorted(complete)}, told of {sorted(counts)}")
    demand(set(counts.values()) <= {1}, "clearing", f"told of a completion more than once: {counts}")
