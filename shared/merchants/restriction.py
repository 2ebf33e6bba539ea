"""A merchant's account as the collection of what it owes sees it: restricted, to be looked at, or neither."""

from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from shared.clock import rfc3339
from shared.errors import Conflict
from shared.merchants.model import Merchant, Restriction
from shared.merchants.store import merchant_from_item
from shared.table.attempt import try_update
from shared.table.keys import NOT_DUE, due_attributes, merchant_key
from shared.table.port import Condition, Table, Update

DUE_KIND: Final = "account"
UNPAID_INVOICES: Final = "unpaid_invoices"


def refuse_restricted(table: Table, merchant_id: str, begun_at: datetime | None = None) -> None:
    """Raises ``Conflict`` (``account_restricted``) while what the merchant owes has to be paid first.

    What was begun (``begun_at``) before that goes on.
    """
    merchant = read_merchant(table, merchant_id)
    restriction = merchant.restriction if merchant else None
    if restriction is not None and (begun_at is None or rfc3339(begun_at) > restriction.since):
        told = "the account is restricted until its overdue invoices are paid, see GET /v1/account"
        raise Conflict(told, code="account_restricted")


def read_merchant(table: Table, merchant_id: str) -> Merchant | None:
    """One consistent read."""
    item = table.get(merchant_key(merchant_id))
    return merchant_from_item(item) if item else None


def ask_for_collection(table: Table, merchant_id: str, now: datetime) -> None:
    """Have all that it owes tried once more: a method was linked. A repeat before that was done changes nothing."""
    changes = {"linked_at": rfc3339(now), **due_attributes(DUE_KIND, merchant_id, now)}
    first = Condition("attribute_exists(#pk) AND attribute_not_exists(#linked_at)")
    try_update(table, Update(merchant_key(merchant_id), changes, condition=first))


def restricted_update(merchant: Merchant, invoice_id: str, now: datetime) -> Update:
    """Restricted because of this invoice, too, if the account is as it was read; a schedule looks at it from now on."""
    before = merchant.restriction or Restriction(rfc3339(now), UNPAID_INVOICES, ())
    invoices = tuple(dict.fromkeys((*before.invoices, invoice_id)))
    changes = {"restriction": replace(before, invoices=invoices).text()}
    changes |= due_attributes(DUE_KIND, merchant.id, now)
    return Update(merchant_key(merchant.id), changes, condition=_as_read(merchant))


def looked_update(merchant: Merchant, now: datetime) -> Update:
    """What was asked for is done. It stays due while it is restricted, behind those that were looked at before."""
    due = due_attributes(DUE_KIND, merchant.id, now) if merchant.restriction else {}
    removed = ("linked_at", *(() if due else NOT_DUE))
    return Update(merchant_key(merchant.id), due, remove=removed, condition=_as_read(merchant))


def restored_update(merchant: Merchant) -> Update:
    """It is not restricted any more."""
    removed = ("linked_at", "restriction", *NOT_DUE)
    return Update(merchant_key(merchant.id), {}, remove=removed, condition=_as_read(merchant))


def _as_read(merchant: Merchant) -> Condition:
    restriction = merchant.restriction.text() if merchant.restriction else None
    read = {"restriction": restriction, "linked_at": merchant.linked_at}
    tests = [f"#{name} = :{name}" if value else f"attribute_not_exists(#{name})" for name, value in read.items()]
    values: dict[str, Any] = {name: value for name, value in read.items() if value}
    return Condition(" AND ".join(tests), values)
