"""M2, M3, M4, M12, M14: payments and the provider's money."""

from typing import Final

from pydantic_core import from_json

from shared.clock import parse_rfc3339
from shared.stripe_gateway.amounts import from_stripe, to_stripe
from tests.simulation.invariants.books import Books
from tests.simulation.invariants.broken import demand
from tests.simulation.invariants.charges import backed_by_its_charge
from tests.simulation.invariants.methods import set_up_is_stored_first
from tests.support.simulation.install import DEPLOYMENT_ID
from tests.support.simulation.table import Change

_ENDED: Final = {"succeeded", "surplus", "failed", "cancelled", "requires_action"}
_NEXT: Final = {
    "pending": {"pending", "unknown", "processing", "authorized", *_ENDED},
    "unknown": {"pending", "unknown", "processing", "authorized", *_ENDED},
    "processing": {"processing", "authorized", *_ENDED},
    "authorized": {"authorized", *_ENDED},
    "requires_action": {"requires_action", "surplus"},
    "failed": {"failed", "surplus"},
    "cancelled": {"cancelled", "surplus"},
    "succeeded": {"succeeded"},
    "surplus": {"surplus"},
}
_PARAMETERS: Final = (
    "amount", "currency", "orders", "link_id", "account", "description", "return_url", "cancel_url",
    "session_expires_at",
)  # fmt: skip
_FORGOTTEN: Final = frozenset({"return_url", "cancel_url"})
"""What carries a link's token, and goes with the link."""


def payment_never_goes_back(books: Books, change: Change) -> None:
    """States by rank; the provider call's parameters stay as stored before it."""
    old, new = change.old, change.new
    assert new is not None
    if old is None:
        return
    # A refusal that came late gives the next method its turn.
    step = (old["state"], new["state"])
    next_turn = step == ("processing", "pending") and old["attempts"] != new["attempts"]
    demand(next_turn or step[1] in _NEXT[step[0]], "states", f"payment {old['id']}: {step[0]} to {step[1]}")
    written = [name for name in _PARAMETERS if old.get(name) != new.get(name)]
    forgotten = old["state"] in _ENDED and not any(name in new for name in written) and _FORGOTTEN.issuperset(written)
    captured = written == ["orders"] and old["state"] == "authorized"
    demand(not written or forgotten or captured, "M4", f"payment {old['id']} was rewritten: {written}")
    kept = old.get("session_id") in (None, new.get("session_id"))
    demand(kept or new["state"] == "surplus", "M14", f"payment {old['id']} changed its session")


def payment_asks_what_is_due(books: Books, change: Change) -> None:
    """Made for what its orders come to, or for its link's own total, and for versions that stand at that moment."""
    payment = change.new
    assert payment is not None
    if change.old is not None or "orders" not in payment:
        return
    rows = from_json(payment["orders"])
    orders = [books.payable(order_id) for order_id, _, _ in rows]
    link = books.link(payment["link_id"]) if "link_id" in payment else None
    due = sum(order["amount"] for order in orders) if link is None else link["amount"]
    demand(payment["amount"] == due, "M12", f"{payment['id']} asks for {payment['amount']}, due is {due}")
    demand(payment["amount"] == sum(row[1] for row in rows), "M12", f"{payment['id']} is not the sum of its orders")
    for order, (_, _, version) in zip(orders, rows, strict=True):
        demand(order["amount_version"] == version, "M12", f"{payment['id']} is for another version of {order['id']}")
        own = (order["merchant_id"], order["currency"]) == (payment["merchant_id"], payment["currency"])
        demand(own, "M10", f"{payment['id']} of another merchant or currency takes {order['id']}")
    if link is not None:
        demand(link["amount_version"] == rows[0][2], "M12", f"{payment['id']} is for another version of its link")


def flight_holds_the_claim(books: Books, change: Change) -> None:
    """In flight means: due for a look, and every order claimed by it."""
    payment = change.new
    assert payment is not None
    flying = payment["state"] not in _ENDED
    waits = payment["state"] == "requires_action" and "due_pk" in payment  # Its owner is still to be told.
    # Money of orders is looked at until it is available, and again whenever some of it comes back.
    clears = payment["state"] == "succeeded" and payment.get("due_pk", "").startswith("due#clearing#")
    demand(
        not clears or "ord_" in payment.get("orders", ""), "repair", f"{payment['id']} completes nothing, but is due"
    )
    due = waits or clears or ("due_pk" in payment) is flying
    demand(due, "repair", f"payment {payment['id']} is {payment['state']}, due otherwise")
    for order_id, _, _ in from_json(payment["orders"]) if "orders" in payment else ():
        claimed = books.payable(order_id).get("claim") == payment["id"]
        demand(claimed is flying, "M11", f"{payment['id']} is {payment['state']}, its claim on {order_id}: {claimed}")


def link_may_start_it(books: Books, change: Change) -> None:
    """A link that is void, expired or forgotten starts no payment."""
    payment = change.new
    assert payment is not None
    if change.old is None and "link_id" in payment:
        status = books.link(payment["link_id"]).get("status")
        demand(status == "open", "M8", f"a link that is {status} started {payment['id']}")


def success_is_backed(books: Books, change: Change) -> None:
    """The provider has taken exactly this amount, under this payment's own session, and it was counted nowhere else."""
    payment = change.new
    assert payment is not None
    if payment["state"] != "succeeded" or (change.old or {}).get("state") == "succeeded":
        return
    for order_id, _, _ in from_json(payment.get("orders", "[]")):
        paid_by = books.payable(order_id).get("paid_by")
        demand(paid_by == payment["id"], "M2", f"{payment['id']} did not pay {order_id}")
    if payment["means"] in ("credits", "external"):
        return
    _count(books, payment["intent_id"], f"payment {payment['id']}")
    intent = books.provider.intent(payment["intent_id"], payment.get("account", "")) or {}
    amount = payment["capture_amount"] if "capture_amount" in payment else payment["amount"]
    due = (to_stripe(amount, payment["currency"]), payment["currency"].lower(), payment["id"])
    metadata = intent.get("metadata", {})
    got = (intent.get("amount_received"), intent.get("currency"), metadata.get("orderpay_payment"))
    demand(intent.get("status") == "succeeded" and got == due, "M12", f"{payment['id']} settled {due} with {got}")
    if payment["means"] == "saved_method":
        backed_by_its_charge(books, payment)
        return
    session = books.provider.session(payment["session_id"])
    demand(session["payment_intent"] == intent["id"], "M14", f"{payment['id']} names a session of other money")


def end_is_certain(books: Books, change: Change) -> None:
    """Failed or cancelled is written only when no money is on its way under this payment (rule M5)."""
    payment = change.new
    assert payment is not None
    if payment["state"] not in ("failed", "cancelled") or (change.old or {}).get("state") == payment["state"]:
        return
    session_id = payment.get("session_id")
    if session_id is not None:
        submitted = books.provider.session(session_id)["payment_intent"] or ""
        intent = books.provider.intent(submitted, payment.get("account", "")) or {}
        status = intent.get("status")
        flying = ("processing", "succeeded", "requires_capture")
        demand(status not in flying, "M5", f"{payment['id']} has ended, its money is {status}")


def surplus_is_money(books: Books, change: Change) -> None:
    """Recorded once, with what really arrived."""
    surplus = change.new
    assert surplus is not None
    if change.old is None:
        _count(books, surplus["pk"], "surplus")
    account = surplus.get("account", "")
    ours = account in ("", books.payment(surplus["payment_id"]).get("account"))
    demand(ours, "M3", f"money on {account} for {surplus['payment_id']} is somebody's own sale")
    intent = books.provider.intent(surplus["pk"], account) or {}
    arrived = (from_stripe(intent.get("amount_received", 0), surplus["currency"]), intent.get("currency"))
    told = (surplus["amount"], surplus["currency"].lower())
    demand(intent.get("status") == "succeeded" and arrived == told, "M3", f"surplus {told}, arrived {arrived}")


def _count(books: Books, intent_id: str, by: str) -> None:
    first = books.counted.setdefault(intent_id, by)
    demand(first == by, "M3", f"money {intent_id} is counted as {first} and as {by}")


def attempt_is_stored_first(books: Books) -> None:
    """Each session under our mark was made of a payment that stood in the table, to the letter, and only once."""
    if books.provider.session_count == books.sessions_seen:
        return
    sessions = books.provider.sessions()
    fresh, books.sessions_seen = sessions[books.sessions_seen :], len(sessions)
    for session in fresh:
        if session["metadata"].get("orderpay_deployment") != DEPLOYMENT_ID or session["id"] in books.strays:
            continue
        if session["mode"] == "setup":
            set_up_is_stored_first(books, session)
            continue
        payment = books.payment(session["metadata"]["orderpay_payment"])
        demand(bool(payment), "M4", f"session {session['id']} of a payment that was not stored")
        stored = (
            to_stripe(payment["amount"], payment["currency"]),
            payment["currency"].lower(),
            payment["return_url"],
            int(parse_rfc3339(payment["session_expires_at"]).timestamp()),
        )
        asked = (session["amount_total"], session["currency"], session["success_url"], session["expires_at"])
        place = books.provider.world.session_accounts[session["id"]]
        demand(place == payment.get("account", ""), "M4", f"{payment['id']} was opened on {place or 'the platform'}")
        demand(stored == asked, "M4", f"{payment['id']} stored {stored}, asked for {asked}")
        first = books.session_of.setdefault(payment["id"], session["id"])
        demand(first == session["id"], "M14", f"payment {payment['id']} has two sessions")
