"""M2, M11, M12 for invoices: sent with a number, paid once and in full, and counted as their returns say."""

from typing import Final

from pydantic_core import from_json

from tests.simulation.invariants.books import Books
from tests.simulation.invariants.broken import demand
from tests.support.simulation.table import Change

_NEXT: Final = {
    "draft": {"draft", "open", "void"},
    "open": {"open", "pending", "paid", "void"},
    "pending": {"pending", "open", "paid"},
    "paid": {"paid"},
    "void": {"void"},
}
_SENT: Final = ("lines", "amount", "currency", "due_date", "invoice_number", "amount_version", "sent_at")
_PLACES: Final = {"draft": "draft", "open": "outstanding", "pending": "outstanding"}


def invoice_never_goes_back(books: Books, change: Change) -> None:
    """States by their order; what was sent stays as it is."""
    old, new = change.old, change.new
    assert new is not None
    if old is None:
        demand(new["status"] == "draft", "states", f"invoice {new['id']} is born {new['status']}")
        return
    step = (old["status"], new["status"])
    demand(step[1] in _NEXT[step[0]], "states", f"invoice {new['id']}: {step[0]} to {step[1]}")
    same = all(old.get(name) == new.get(name) for name in _SENT)
    demand(step[0] == "draft" or same, "M12", f"invoice {new['id']} was changed after it was sent")
    if step == ("open", "void"):
        demand("claim" not in old, "M8", f"invoice {new['id']} was voided while {old.get('claim')} collects")


def invoice_is_whole(books: Books, change: Change) -> None:
    """Its amount is that of its lines; it is listed where it belongs; a claim is of a payment in flight for it."""
    invoice = change.new
    assert invoice is not None
    amount = sum(quantity * unit for _, quantity, unit in from_json(invoice["lines"]))
    demand(amount == invoice["amount"] > 0, "M12", f"{invoice['id']} asks for {invoice['amount']}, its lines {amount}")
    place = _PLACES.get(invoice["status"], "closed")
    demand(invoice["list_pk"].endswith(f"#invoice#{place}"), "lists", f"{invoice['id']} is at {invoice['list_pk']}")
    demand(("sent_at" in invoice) == ("invoice_number" in invoice), "numbers", f"{invoice['id']} has a number too soon")
    if "claim" in invoice:
        payment = books.payment(invoice["claim"])
        flying = payment.get("state") in ("pending", "unknown", "processing")
        demand(
            flying and invoice["id"] in payment.get("orders", ""), "M11", f"{invoice['id']} is claimed by a stranger"
        )
    demand(invoice["status"] != "pending" or "claim" in invoice, "M11", f"{invoice['id']} is pending, unclaimed")


def invoice_is_paid_once(books: Books, change: Change) -> None:
    """In full, by one payment on the platform's account, and no second one ever."""
    invoice = change.new
    assert invoice is not None
    if invoice["status"] != "paid":
        demand(
            "paid_by" not in invoice, "M2", f"{invoice['id']} is {invoice['status']}, paid by {invoice.get('paid_by')}"
        )
        return
    payment = books.payment(invoice["paid_by"])
    demand(payment.get("state") == "succeeded", "M2", f"{invoice['id']} paid by {payment.get('state')}")
    demand("account" not in payment, "M13", f"{invoice['id']} was paid on {payment.get('account')}")
    demand(
        invoice["paid_amount"] == invoice["amount"], "M12", f"{invoice['id']} was paid with {invoice['paid_amount']}"
    )
    first = books.paying.setdefault(invoice["id"], invoice["paid_by"])
    demand(first == invoice["paid_by"], "M2", f"{invoice['id']} was paid by {first} and {invoice['paid_by']}")


def invoice_knows_its_returns(books: Books, change: Change) -> None:
    """By refunds and by disputes, never more than it was paid with."""
    invoice = change.new
    assert invoice is not None
    told = (invoice.get("refunded_amount", 0), invoice.get("disputed_amount", 0))
    counted = (books.shares[invoice["id"], "refund"], books.shares[invoice["id"], "dispute"])
    demand(told == counted, "M13", f"{invoice['id']} says {told}, its returns {counted}")
    demand(sum(told) <= invoice.get("paid_amount", 0), "M13", f"of {invoice['id']} more went back than was paid")


def numbers_have_no_gaps(books: Books, change: Change) -> None:
    """They are given one after the other."""
    old, new = change.old, change.new
    assert new is not None
    before = old["last"] if old else 0
    demand(new["last"] == before + 1, "numbers", f"from {before} to {new['last']}")


def number_is_its_own(books: Books, change: Change) -> None:
    """Also where the counter was written as it stood, which no commit tells of."""
    old, new = change.old, change.new
    assert new is not None
    if old is None or "invoice_number" not in new or "sent_at" in old or "sent_at" not in new:
        return
    number = new["invoice_number"]
    having = [item["id"] for _, item in books.of_kind("invoice") if item.get("invoice_number") == number]
    demand(len(having) == 1, "numbers", f"{number} is that of {having}")
