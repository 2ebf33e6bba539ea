"""Invoices as payables: always on the platform's account (rule M13)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from shared.invoices import store
from shared.invoices.model import Invoice
from shared.invoices.store import from_item, pending_update, unlinked_update
from shared.payables.model import PaidBy, Payable, Version
from shared.table.invoice_keys import invoice_key
from shared.table.port import Item, Update

__all__: Final = [
    "charge",
    "claim",
    "declined",
    "forgotten",
    "from_item",
    "invoice_key",
    "linked",
    "money_back",
    "paid",
    "pending_update",
    "release",
    "unlinked_update",
]


def claim(version: Version, payment_id: str) -> Update:
    """See :class:`shared.payables.kinds.Kind`."""
    return store.claim_update(version.id, version.amount_version, payment_id)


def charge(version: Version, payment_id: str) -> Update:
    """See :class:`shared.payables.kinds.Kind`."""
    return store.charge_update(version.id, version.amount_version, payment_id)


def release(invoice_id: str, payment_id: str, _: datetime) -> Update:
    """No queue has to know when."""
    return store.release_update(invoice_id, payment_id)


def declined(invoice_id: str, payment_id: str, _: datetime) -> Update:
    """What its payment says of it is enough."""
    return store.release_update(invoice_id, payment_id)


def paid(version: Version, by: PaidBy) -> Update:
    """Under the payment's own claim."""
    kept = {"paid_by": by.payment_id, "paid_means": by.means, "paid_amount": by.amount}
    kept |= {"paid_link": by.link_id} if by.link_id else {}
    return store.paid_update((version.id, version.merchant_id, version.amount_version), kept, by.at)


def money_back(payable: Payable, refunded: int, disputed: int, at: datetime) -> Update:
    """The invoice stays paid."""
    if not isinstance(payable, Invoice):
        raise TypeError("not an invoice")
    return store.money_back_update(payable, refunded=refunded, disputed=disputed, at=at)


def linked(version: Version, pointer: Mapping[str, str]) -> Update:
    """See :class:`shared.payables.kinds.Kind`."""
    return store.linked_update(version.id, version.amount_version, pointer)


def forgotten(item: Item, _: datetime, ended_link: str | None) -> Update | None:
    """Nothing but the link itself: an invoice knows of no buyer."""
    if ended_link is None or item.get("link_id") != ended_link:
        return None
    return unlinked_update(item["id"], ended_link)
