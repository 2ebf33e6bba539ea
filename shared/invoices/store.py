"""Invoices as table items, and the conditions and changes that transactions are built from."""

import json
from collections.abc import Mapping
from dataclasses import astuple
from datetime import datetime
from typing import Any, Final

from shared.canonical import canonical_json
from shared.clock import parse_rfc3339, rfc3339
from shared.errors import NotFound
from shared.ids import is_id
from shared.invoices.collection import Collection, collection_from
from shared.invoices.collection_store import collection_attributes
from shared.invoices.model import Invoice, InvoiceKind, InvoiceStatus, Line
from shared.table.invoice_keys import invoice_key, invoice_list
from shared.table.keys import NOT_DUE, list_sort
from shared.table.port import Condition, Item, Table, Update

DRAFTS: Final = "draft"
OUTSTANDING_PLACE: Final = "outstanding"
CLOSED: Final = "closed"
_TIMES = ("created_at", "sent_at", "paid_at", "voided_at")
_ENUMS: Final = ("status", "invoice_kind")


def to_item(invoice: Invoice, request_digest: str) -> Item:
    """The item of a new draft."""
    values: Item = {
        name: getattr(invoice, name)
        for name in Invoice.__dataclass_fields__
        if name not in (*_TIMES, "lines", "kind", "collection") and getattr(invoice, name) is not None
    }
    values |= {name: rfc3339(moment) for name in _TIMES if (moment := getattr(invoice, name)) is not None}
    pk, sk = invoice_key(invoice.id)
    return values | {
        "pk": pk,
        "sk": sk,
        "kind": "invoice",
        "status": str(invoice.status),
        "invoice_kind": str(invoice.kind),
        "lines": _rows(invoice),
        "amount": invoice.amount,
        "request_digest": request_digest,
        "list_pk": invoice_list(invoice.merchant_id, DRAFTS),
        "list_sk": list_sort(invoice.created_at, invoice.id),
    }


def from_item(item: Item) -> Invoice:
    """The invoice in an item."""
    values: dict[str, Any] = {name: item[name] for name in Invoice.__dataclass_fields__ if name in item}
    values |= {name: parse_rfc3339(item[name]) for name in _TIMES if name in item}
    values["lines"] = tuple(Line(*row) for row in json.loads(item["lines"]))
    values |= {"collection": collection_from(item["collection"])} if "collection" in item else {}
    return Invoice(**values | {"status": InvoiceStatus(item["status"]), "kind": InvoiceKind(item["invoice_kind"])})


def find_invoice(table: Table, invoice_id: str, merchant_id: str | None = None) -> Invoice:
    """Read one invoice. Raises :class:`NotFound`, also when it belongs to another merchant (rule M10)."""
    item = table.get(invoice_key(invoice_id)) if is_id("inv", invoice_id) else None
    if item is None or merchant_id not in (None, item["merchant_id"]):
        raise NotFound("no such invoice")
    return from_item(item)


def changed_update(before: Invoice, after: Invoice) -> Update:
    """Another draft in the place of the one that was read."""
    changes: dict[str, Any] = {
        "lines": _rows(after),
        "amount": after.amount,
        "currency": after.currency,
        "invoice_kind": str(after.kind),
        "due_date": after.due_date,
        "amount_version": after.amount_version,
    }
    optional = {"invoice_number": after.invoice_number, "period": after.period}
    changes |= {name: value for name, value in optional.items() if value is not None}
    removed = [name for name, value in optional.items() if value is None]
    return Update(invoice_key(before.id), changes, remove=removed, condition=_draft(before))


def sent_update(invoice: Invoice, number: str, at: datetime) -> Update:
    """From now on it can be paid, as it was read, and is collected."""
    changes = {"status": "open", "invoice_number": number, "sent_at": rfc3339(at)}
    changes |= collection_attributes(invoice.id, invoice.due_date, Collection(next_at=rfc3339(at)))
    changes |= _in(invoice.merchant_id, OUTSTANDING_PLACE)
    return Update(invoice_key(invoice.id), changes, condition=_draft(invoice))


def voided_update(invoice: Invoice, reason: str | None, at: datetime) -> Update:
    """Nobody may pay it any more: not while a payment claims it."""
    free = "#status IN (:draft, :open) AND attribute_not_exists(#claim)"
    changes = {"status": "void", "voided_at": rfc3339(at), **_in(invoice.merchant_id, CLOSED)}
    changes |= {"void_reason": reason} if reason else {}
    condition = Condition(free, {"draft": "draft", "open": "open"})
    return Update(invoice_key(invoice.id), changes, remove=NOT_DUE, condition=condition)


def claim_update(invoice_id: str, amount_version: int, payment_id: str) -> Update:
    """Give this payment the exclusive right to collect for the invoice."""
    return Update(invoice_key(invoice_id), {"claim": payment_id}, condition=payable_version(amount_version, None))


def charge_update(invoice_id: str, amount_version: int, payment_id: str) -> Update:
    """The same for a payment that needs nobody: it is on its way at once, and every other means has to wait."""
    changes = {"claim": payment_id, "status": "pending"}
    return Update(invoice_key(invoice_id), changes, condition=payable_version(amount_version, None))


def pending_update(invoice_id: str, payment_id: str) -> Update:
    """A submitted payment is on its way: every other means has to wait."""
    held = Condition("#claim = :claim AND #status = :open", {"claim": payment_id, "open": "open"})
    return Update(invoice_key(invoice_id), {"status": "pending"}, condition=held)


def release_update(invoice_id: str, payment_id: str) -> Update:
    """Take the claim back from a payment that ended; the invoice is to be paid again."""
    values = {"claim": payment_id, "open": "open", "pending": "pending"}
    held = Condition("#claim = :claim AND #status IN (:open, :pending)", values)
    return Update(invoice_key(invoice_id), {"status": "open"}, remove=("claim",), condition=held)


def paid_update(invoice: tuple[str, str, int], payment: Mapping[str, Any], at: datetime) -> Update:
    """Settle the invoice (id, merchant, version), if it is payable at this version under this payment's claim.

    ``payment`` is what it keeps of that: ``paid_by``, ``paid_means``, ``paid_amount``.
    """
    invoice_id, merchant_id, version = invoice
    changes = {"status": "paid", "paid_at": rfc3339(at), **payment, **_in(merchant_id, CLOSED)}
    condition = payable_version(version, payment["paid_by"])
    return Update(invoice_key(invoice_id), changes, remove=("claim", *NOT_DUE), condition=condition)


def payable_version(amount_version: int, claim: str | None) -> Condition:
    """Sent, at this version, and claimed by exactly this payment (``None``: by nobody)."""
    held = "#claim = :claim" if claim else "attribute_not_exists(#claim)"
    statuses = "#status IN (:open, :pending)" if claim else "#status = :open"
    values: dict[str, Any] = {"open": "open", "version": amount_version}
    if claim:
        values |= {"claim": claim, "pending": "pending"}
    return Condition(f"{statuses} AND #amount_version = :version AND {held}", values)


def money_back_update(invoice: Invoice, *, refunded: int, disputed: int, at: datetime) -> Update:
    """Count what went back, and what a bank withdrew: the new sums, if both are as they were read."""
    sums = {"refunded_amount": refunded, "disputed_amount": disputed}
    tests, values = ["#paid_by = :payment"], {"payment": invoice.paid_by}
    for name in sums:
        amount = getattr(invoice, name)
        tests.append(f"#{name} = :{name}" if amount else f"attribute_not_exists(#{name})")
        values |= {name: amount} if amount else {}
    changes: dict[str, Any] = {"money_back_at": rfc3339(at)} | {name: value for name, value in sums.items() if value}
    removed = [name for name, value in sums.items() if not value]
    return Update(invoice_key(invoice.id), changes, remove=removed, condition=Condition(" AND ".join(tests), values))


def linked_update(invoice_id: str, amount_version: int, pointer: Mapping[str, str]) -> Update:
    """Point to a new link: the invoice is to be paid, and has no other; whoever claims it comes after."""
    values = {"open": "open", "version": amount_version}
    alone = "#status = :open AND #amount_version = :version AND attribute_not_exists(#link_id)"
    return Update(invoice_key(invoice_id), pointer, condition=Condition(alone, values))


def unlinked_update(invoice_id: str, link_id: str) -> Update:
    """The invoice's link is closed or forgotten; another may be made."""
    own = Condition("#link_id = :link", {"link": link_id})
    return Update(invoice_key(invoice_id), {}, remove=("link_id", "link_token", "forget_at"), condition=own)


def _draft(invoice: Invoice) -> Condition:
    """Still the draft that was read."""
    values = {"draft": "draft", "version": invoice.amount_version}
    return Condition("#status = :draft AND #amount_version = :version", values)


def _in(merchant_id: str, place: str) -> dict[str, Any]:
    return {"list_pk": invoice_list(merchant_id, place)}


def _rows(invoice: Invoice) -> str:
    return canonical_json([list(astuple(line)) for line in invoice.lines])
