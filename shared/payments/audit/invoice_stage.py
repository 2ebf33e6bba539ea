"""A merchant's invoices: those that are to be paid, and at a few ages of theirs those that say they are."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from shared.clock import rfc3339
from shared.invoices.store import CLOSED, OUTSTANDING_PLACE
from shared.payments.audit.backing import check_with_provider
from shared.payments.audit.context import Position, Step, View
from shared.payments.audit.model import Discrepancy
from shared.payments.audit.order_checks import check_claim, check_paid
from shared.payments.store import from_item
from shared.table.invoice_keys import invoice_key, invoice_list
from shared.table.keys import LIST_INDEX, payment_key
from shared.table.port import Item, Query
from shared.table.reading import BATCH, read_entries, read_items

_DAY: Final = timedelta(days=1)
AGES: Final = (0, 7, 30, 95)
"""Days after its creation on which one that is closed is read. What was paid on the day is seen from its payment."""


def invoices(view: View, merchant_id: str, position: Position | None) -> Step:
    """One step: all that are outstanding, each against whoever claims it; then the closed ones of these ages."""
    here = position or {"age": None, "above": None}
    if here["age"] is None:
        return _outstanding(view, merchant_id, here["above"])
    return _closed(view, merchant_id, here["age"], here["above"])


def _outstanding(view: View, merchant_id: str, above: str | None) -> Step:
    partition = invoice_list(merchant_id, OUTSTANDING_PLACE)
    page = view.context.table.query(Query(LIST_INDEX, partition, BATCH, sort_above=above))
    found = _sure_findings(view, read_entries(view.context.table, page.items))
    following = {"age": 0, "above": None} if page.scanned_to is None else {"age": None, "above": page.scanned_to}
    return Step(following, found, {"open_invoices": len(page.items)})


def _sure_findings(view: View, outstanding: list[Item]) -> list[Discrepancy]:
    """What looks wrong is read again: it may have been on its way."""
    suspected = _findings(view, outstanding)
    if not suspected:
        return []
    keys = [invoice_key(each.subject) for each in suspected]
    again = _findings(view, read_items(view.context.table, keys).values())
    return [each for each in again if each in suspected]


def _findings(view: View, items: Iterable[Item]) -> list[Discrepancy]:
    waiting = [item for item in items if item["status"] in ("open", "pending")]
    payments = _payments(view, [item["claim"] for item in waiting if "claim" in item])
    return [each for item in waiting for each in check_claim(item, item["status"] == "pending", payments)]


def _closed(view: View, merchant_id: str, age: int, above: str | None) -> Step:
    back = _DAY * AGES[age]
    since, until = above or rfc3339(view.audit.since - back), rfc3339(view.audit.until - back)
    partition = invoice_list(merchant_id, CLOSED)
    page = view.context.table.query(Query(LIST_INDEX, partition, BATCH, sort_above=since, sort_below=until))
    # Between two bounds the edge itself is found again.
    items = read_entries(view.context.table, [entry for entry in page.items if entry["list_sk"] != since])
    paid = [item for item in items if "paid_at" in item]
    payments = _payments(view, [item["paid_by"] for item in paid if "paid_by" in item])
    found: list[Discrepancy] = []
    for item in paid:
        payment = payments.get(item.get("paid_by", ""))
        found += check_paid(item, from_item(payment) if payment else None)
    for payment in payments.values():
        # One that is listed by its day was held against the provider's books on that day.
        found += [] if "list_pk" in payment else check_with_provider(view, from_item(payment), payment)
    following: Position | None = None
    if page.scanned_to is not None:
        following = {"age": age, "above": page.scanned_to}
    elif age + 1 < len(AGES):
        following = {"age": age + 1, "above": None}
    return Step(following, found, {"paid_invoices": len(paid)})


def _payments(view: View, ids: list[str]) -> dict[str, Item]:
    return {item["id"]: item for item in read_items(view.context.table, [payment_key(each) for each in ids]).values()}
