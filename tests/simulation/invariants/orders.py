"""M2: an order is settled once, released with it, listed where it belongs, and never goes back."""

from typing import Final

from shared.orders.places import places_of, waits
from tests.simulation.invariants.books import Books
from tests.simulation.invariants.broken import demand
from tests.support.simulation.table import Change

_PAID: Final = frozenset({"paid", "partially_refunded", "refunded", "disputed"})
_NEXT: Final = {
    "unpaid": {"unpaid", "pending", "paid"},
    "pending": {"pending", "unpaid", "paid"},
    **dict.fromkeys(_PAID, _PAID),
}
OPEN: Final = frozenset({"unpaid", "pending"})
_FIXED: Final = ("id", "merchant_id", "currency", "created_at", "request_digest", "source", "external_id")


def order_never_goes_back(books: Books, change: Change) -> None:
    """States, and what an order was made of."""
    old, new = change.old, change.new
    assert new is not None
    if old is None:
        unpaid = new["payment_status"] == "unpaid" or new.get("paid_means") == "external"
        demand(unpaid, "states", "an order is born paid")
        return
    step = (old["payment_status"], new["payment_status"])
    demand(step[1] in _NEXT[step[0]], "states", f"order {new['id']}: {step[0]} to {step[1]}")
    demand(all(old.get(name) == new.get(name) for name in _FIXED), "states", f"order {new['id']} became another")
    gives_back = old.get("paid_means") in ("credits", "external")
    undone = (old["status"], new["status"]) == ("completed", "cancelled") and gives_back
    goes_on = new["status"] == old["status"] or old["status"] == "in_progress"
    demand(goes_on or undone, "states", f"{new['id']} lives again")
    cancelled = old["status"] == "cancelled"
    demand(not cancelled or step[0] in _PAID or step[1] == step[0], "M2", f"cancelled {new['id']} is {step[1]}")
    same = (old["amount"], old["amount_version"]) == (new["amount"], new["amount_version"])
    by_shop = step[1] == "paid" and new.get("paid_means") == "external"
    unpaid = step[0] == "unpaid" and (step[1] == "unpaid" or by_shop)
    raised = new["amount_version"] == old["amount_version"] + 1 and unpaid
    demand(same or raised, "M12", f"order {new['id']}: another amount without a version of its own")
    if step[0] not in OPEN:
        kept = ("paid_by", "paid_at", "paid_amount", "released_at")
        demand(all(old.get(name) == new.get(name) for name in kept), "M2", f"order {new['id']} was paid again")


def order_is_whole(books: Books, change: Change) -> None:
    """Paid and released come together; it is listed, and in the queue just while it waits; a claim belongs to a payment
    in flight for this order.
    """
    order = change.new
    assert order is not None
    paid = order["payment_status"] not in OPEN
    cancelled = order["status"] == "cancelled"
    demand(("released_at" in order) is paid, "M2", f"order {order['id']} paid {paid}, released otherwise")
    demand(not (cancelled and "claim" in order), "M11", f"cancelled order {order['id']} is claimed")
    places = ("list_pk", "list_sk", "due_pk", "due_sk")
    found = {name: order[name] for name in places if name in order}
    demand(found == places_of(order), "lists", f"order {order['id']} stands at {found}, waits: {waits(order)}")
    if paid:
        kept = {"claim", "unpaid_reason", "shortfall"} & order.keys()
        demand(not kept, "M11", f"paid order {order['id']} keeps {sorted(kept)}")
        payment = books.payment(order["paid_by"])
        demand(payment.get("state") == "succeeded", "M2", f"{order['id']} paid by {payment.get('state')}")
    if "claim" in order:
        payment = books.payment(order["claim"])
        state = payment.get("state")
        demand(
            state in ("pending", "unknown", "processing", "authorized"), "M11", f"{order['id']} is claimed by {state}"
        )
        demand(order["id"] in payment.get("orders", ""), "M11", f"{order['id']} is claimed by a stranger")
    demand(order["payment_status"] != "pending" or "claim" in order, "M11", f"{order['id']} is pending, unclaimed")


def order_is_paid_once(books: Books, change: Change) -> None:
    """No second payment ever succeeds for it."""
    order = change.new
    assert order is not None
    if order["payment_status"] not in OPEN:
        first = books.paying.setdefault(order["id"], order["paid_by"])
        demand(first == order["paid_by"], "M2", f"{order['id']} was paid by {first} and {order['paid_by']}")
