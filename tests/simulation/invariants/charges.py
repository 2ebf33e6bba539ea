"""M2, M4, M5, M14: charges of linked methods. Nothing is charged twice; no method has its turn while one may pay."""

from typing import Final

from pydantic_core import from_json

from shared.stripe_gateway.amounts import to_stripe
from shared.table.port import Item
from tests.simulation.invariants.books import Books
from tests.simulation.invariants.broken import demand
from tests.support.simulation.install import DEPLOYMENT_ID
from tests.support.simulation.table import Change

_METHOD, _PROVIDER, _OUTCOME = 1, 2, 5
"""Places in a row of attempts."""

_FLYING: Final = ("pending", "unknown", "processing")
_MAY_PAY: Final = ("processing", "succeeded", "requires_capture")


def turns_are_in_order(books: Books, change: Change) -> None:
    """A method has its turn only after the one before was refused for certain, by the provider's own word (M5)."""
    payment = change.new
    assert payment is not None
    if payment["means"] != "saved_method":
        return
    rows = from_json(payment["attempts"])
    before = from_json(change.old["attempts"]) if change.old else []
    open_rows = [row for row in rows[:-1] if row[_OUTCOME] is None]
    demand(not open_rows, "M5", f"{payment['id']} goes on while {open_rows} may still pay")
    if len(rows) <= len(before):
        return
    tried = [row[_METHOD] for row in rows]
    demand(len(set(tried)) == len(tried), "cascade", f"{payment['id']} tries a method twice: {tried}")
    for intent in books.charges_of(payment["id"]):
        demand(intent["status"] not in _MAY_PAY, "M5", f"{payment['id']} falls back, its money is {intent['status']}")


def refusals_are_the_provider_s(books: Books, change: Change) -> None:
    """A turn ends by what the provider said of this very method, not of the one before, and not by silence."""
    payment = change.new
    assert payment is not None
    if payment["means"] != "saved_method" or change.old is None:
        return
    row, before = from_json(payment["attempts"]), from_json(change.old["attempts"])
    ended = row[len(before) - 1]
    if before[-1][_OUTCOME] is not None or ended[_OUTCOME] not in ("declined", "requires_action"):
        return
    for intent in books.charges_of(payment["id"]):
        refused = ((intent["last_payment_error"] or {}).get("payment_method") or {}).get("id")
        said = ended[_PROVIDER] in (refused, intent["payment_method"]) or intent["status"] == "canceled"
        demand(said, "M5", f"{payment['id']} says {ended[_PROVIDER]} was refused, the provider {refused}")


def end_leaves_no_charge(books: Books, change: Change) -> None:
    """Whatever ended without money can never take any more: another means may collect now."""
    payment = change.new
    assert payment is not None
    ended = ("failed", "cancelled", "requires_action")
    if payment["means"] != "saved_method" or payment["state"] not in ended or (change.old or {})["state"] in ended:
        return
    alive = [intent["status"] for intent in books.charges_of(payment["id"]) if intent["status"] != "canceled"]
    demand(not alive, "M5", f"{payment['id']} is {payment['state']}, its charge {alive}")


def charge_is_stored_first(books: Books) -> None:
    """Each charge was made of a payment that stood in the table, with this method's turn, and only once (M4, M14)."""
    count = len(books.provider.world.platform.intents)
    if count == books.charges_seen:
        return
    books.charges_seen = count
    for intent in books.charges():
        payment_id = intent["metadata"].get("orderpay_payment", "")
        payment = books.payment(payment_id)
        if intent["metadata"].get("orderpay_deployment") != DEPLOYMENT_ID or payment.get("means") != "saved_method":
            continue
        if payment_id not in books.charge_of:
            demand(payment["state"] in _FLYING, "M5", f"{payment_id} is {payment['state']}, and charges")
        first = books.charge_of.setdefault(payment_id, intent["id"])
        demand(first == intent["id"], "M14", f"payment {payment_id} has two charges")
        stored = (to_stripe(payment["amount"], payment["currency"]), payment["currency"].lower())
        demand((intent["amount"], intent["currency"]) == stored, "M4", f"{payment_id} charges {intent['amount']}")
        turns = {row[_PROVIDER] for row in from_json(payment["attempts"])}
        method = intent["payment_method"]
        demand(method is None or method in turns, "M4", f"{payment_id} charges {method} before its turn")


def backed_by_its_charge(books: Books, payment: Item) -> None:
    """The money came by the one charge, and by the method whose turn it is."""
    charge = books.charge_of.get(payment["id"])
    demand(charge == payment["intent_id"], "M14", f"{payment['id']} settled with {payment['intent_id']}, not {charge}")
    row = from_json(payment["attempts"])[-1]
    intent = books.provider.intent(payment["intent_id"]) or {}
    demand(intent.get("payment_method") == row[_PROVIDER], "M14", f"{payment['id']} was paid by another method")
