"""Automatic charges of invoices: so many attempts and no more, never beside another payment, restricted while due."""

from collections import Counter
from typing import TYPE_CHECKING, Final

from pydantic_core import from_json

from shared.clock import rfc3339
from shared.invoices.collection import Collection, collection_from, overdue_from
from shared.payments.dunning.attempts import payment_of
from shared.table.keys import merchant_key, payment_key
from shared.table.port import Item
from tests.simulation.invariants.books import Books
from tests.simulation.invariants.broken import demand
from tests.support.simulation.table import Change

if TYPE_CHECKING:
    from tests.simulation.world import World

_OWED: Final = ("open", "pending")
_MOST: Final = 5
"""Attempts of the schedule: the first, and one after each of four delays."""


def collection_goes_on(books: Books, change: Change) -> None:
    """Failures are counted one by one, each once its payment has ended, and never more than the schedule has."""
    old, new = change.old, change.new
    assert new is not None
    if "collection" not in new:
        return
    after = collection_from(new["collection"])
    before = collection_from(old["collection"]) if old and "collection" in old else Collection()
    name = new["id"]
    demand(0 <= after.failures - before.failures <= 1, "dunning", f"{name}: {before.failures} to {after.failures}")
    demand(after.failures <= _MOST, "dunning", f"{name} was tried {after.failures} times")
    if after != before and old is not None and "collection" in old:
        demand(old["status"] in _OWED, "dunning", f"{name} is {old['status']}, and goes on being collected")
    if after.failures > before.failures:
        payment = books.payment(payment_of(name, str(after.failures)))
        demand(payment.get("state", "failed") in ("failed", "requires_action"), "dunning", f"{name} is told too early")
    if after.exhausted and not before.exhausted:
        demand(rfc3339(books.clock.now()) >= overdue_from(new["due_date"]), "dunning", f"{name} is not due yet")
        restriction = _restriction(books.memory.items[merchant_key(new["merchant_id"])])
        demand(name in restriction, "dunning", f"{name} is exhausted, its merchant is not restricted")
    demand(new["status"] in _OWED or "due_pk" not in new, "dunning", f"{name} is {new['status']}, and still due")


def automatic_charge_is_due(books: Books, change: Change) -> None:
    """It begins for an invoice that is open, whose claim it takes: nobody else collects for it then."""
    payment = change.new
    assert payment is not None
    if change.old is not None or payment["means"] != "saved_method":
        return
    for target_id, _, _ in from_json(payment.get("orders", "[]")):
        if not target_id.startswith("inv_"):
            continue
        invoice = books.payable(target_id)
        demand(invoice.get("claim") == payment["id"], "M11", f"{payment['id']} charges {target_id} beside its claim")


def restriction_is_deserved(books: Books, change: Change) -> None:
    """It begins with an invoice that was tried to the end, and ends with the last of those."""
    old, new = change.old, change.new
    assert new is not None
    before, after = _restriction(old or {}), _restriction(new)
    for invoice_id in set(after) - set(before):
        demand(_exhausted(books.payable(invoice_id)), "dunning", f"{new['pk']} is restricted for {invoice_id}")
    if before and not after:
        left = _exhausted_of(books, new["pk"])
        demand(not left, "dunning", f"{new['pk']} is restored, and owes {left}")


def nothing_is_charged_twice(books: Books) -> None:
    """Of the money that came for an invoice, one payment's settles it; automatic charges never take a second time."""
    taken = Counter[str]()
    for intent in books.charges():  # what a stranger pays under our mark is no charge of ours
        payment = books.memory.items.get(payment_key(str(intent["metadata"].get("orderpay_payment"))))
        if intent["status"] != "succeeded" or payment is None or payment["means"] != "saved_method":
            continue
        for target_id, _, _ in from_json(payment.get("orders", "[]")):
            taken[target_id] += 1
    twice = [target for target, times in taken.items() if times > 1]
    demand(not twice, "M2", f"{twice} were charged twice")


def accounts_are_restricted_as_they_owe(world: "World") -> None:
    """At rest: exactly those with an exhausted invoice that is open, their wallets held and no others."""
    for _, merchant in world.books.of_kind("merchant"):
        owes = _exhausted_of(world.books, merchant["pk"])
        restricted = bool(_restriction(merchant))
        demand(restricted == bool(owes), "dunning", f"{merchant['pk']} owes {owes}, restricted: {restricted}")
        demand("linked_at" not in merchant, "liveness", f"{merchant['pk']} waits for another attempt for ever")
        for _, wallet in world.books.of_kind("wallet"):
            if wallet["merchant_id"] == merchant["pk"]:
                held = "restricted" in wallet
                demand(held == restricted, "dunning", f"{wallet['pk']}: held {held}, restricted {restricted}")


def every_invoice_was_tried(world: "World") -> None:
    """At rest: what is owed was tried to the end, or is to be paid by hand; nothing of it is due any more."""
    for _, invoice in world.books.of_kind("invoice"):
        if invoice["status"] not in _OWED:
            continue
        collection = collection_from(invoice["collection"])
        demand(collection.overdue_told, "liveness", f"nobody was told that {invoice['id']} is overdue")
        by_hand = world.books.memory.items[merchant_key(invoice["merchant_id"])].get("collection") == "manual"
        demand(collection.exhausted or by_hand, "liveness", f"{invoice['id']} was never tried to the end")


def waits_for_its_merchant(books: Books, item: Item) -> bool:
    """Nothing happens by itself to an account that owes, nor to an invoice that is paid by hand and was overdue."""
    if item["kind"] == "merchant":
        return "linked_at" not in item and any(books.payable(each)["status"] in _OWED for each in _restriction(item))
    if item["kind"] == "invoice":
        by_hand = books.memory.items[merchant_key(item["merchant_id"])].get("collection") == "manual"
        return by_hand and collection_from(item["collection"]).overdue_told
    return False


def _restriction(merchant: Item) -> list[str]:
    return list(from_json(merchant["restriction"])[2]) if "restriction" in merchant else []


def _exhausted(invoice: Item) -> bool:
    return invoice["status"] in _OWED and collection_from(invoice["collection"]).exhausted


def _exhausted_of(books: Books, merchant_id: str) -> list[str]:
    own = [invoice for _, invoice in books.of_kind("invoice") if invoice["merchant_id"] == merchant_id]
    return [invoice["id"] for invoice in own if _exhausted(invoice)]
