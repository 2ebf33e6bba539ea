"""The next step of an invoice's collection, whenever its moment has come (decision 0039)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from shared.clock import rfc3339
from shared.invoices.collection import Collection, overdue_from
from shared.invoices.collection_store import DUE_KIND, collection_update
from shared.invoices.model import OUTSTANDING, Invoice, InvoiceStatus
from shared.invoices.store import from_item
from shared.merchants.model import Collecting
from shared.merchants.service import find_merchant
from shared.notifications.model import NoticeKind
from shared.notifications.store import notice_put, tell
from shared.payments.context import ChargingContext
from shared.payments.dunning.attempts import make_attempt
from shared.payments.dunning.context import Dunning
from shared.payments.dunning.restricting import restrict
from shared.table.attempt import try_update
from shared.table.due import due_ids
from shared.table.invoice_keys import invoice_key

PER_SHARD: Final = 50
LOOK_AGAIN: Final = timedelta(hours=1)
"""After so long an attempt that has not ended, or somebody else's claim, is looked at again."""

_BY_HAND: Final = timedelta(days=1)
_STEPS: Final = 4


def due_invoices(context: ChargingContext) -> Iterator[str]:
    """Invoices whose next moment has come."""
    return due_ids(context.table, DUE_KIND, context.clock.now(), PER_SHARD)


def collect_invoice(dunning: Dunning, invoice_id: str) -> None:
    """Do what is due for one invoice: charge it, look at its charge, or say that it is overdue.

    Each step holds only on what was read, and may be made again. Raises ``NotFound``, ``Busy``; it is due again.
    """
    for _ in range(_STEPS):
        item = dunning.charging.table.get(invoice_key(invoice_id))
        invoice = from_item(item) if item else None
        if invoice is None or invoice.collection is None or invoice.status not in OUTSTANDING:
            return
        if not _step(dunning, invoice, invoice.collection):
            return


def _step(dunning: Dunning, invoice: Invoice, collection: Collection) -> bool:
    """One step; whether there may be more to do at once."""
    context, now = dunning.charging, dunning.charging.clock.now()
    told = _tell_if_overdue(context, invoice, collection, now)
    if told is not None:
        return try_update(context.table, collection_update(invoice, told))
    attempt = collection.attempt_due(now)
    if attempt is None:
        return False
    if find_merchant(context.table, invoice.merchant_id).collection is Collecting.MANUAL:
        return _leave(context, invoice, _by_hand(invoice, collection, now))
    failure = make_attempt(context, invoice, attempt)
    if failure is None:
        later = replace(collection, not_before=rfc3339(now + LOOK_AGAIN), waits=collection.waits + 1, by_hand=False)
        return _leave(context, invoice, later)
    after = collection.after(failure, now, dunning.delays, invoice.due_date)
    if after.exhausted and not collection.exhausted:
        return restrict(context, invoice, after)
    return try_update(context.table, collection_update(invoice, after))


def _tell_if_overdue(
    context: ChargingContext, invoice: Invoice, collection: Collection, now: datetime
) -> Collection | None:
    """What the collection is once that is told; ``None`` when there is nothing to tell (yet)."""
    if collection.overdue_told or rfc3339(now) < overdue_from(invoice.due_date):
        return None
    if invoice.status is not InvoiceStatus.OPEN:
        if collection.attempt_due(now) is not None or _put_off(collection, now):
            return None
        return replace(collection, not_before=rfc3339(now + LOOK_AGAIN))  # It is being paid: perhaps it is not overdue.
    notice = notice_put(
        invoice.merchant_id,
        NoticeKind.INVOICE_OVERDUE,
        invoice.id,
        "overdue",
        {
            "amount": invoice.amount,
            "currency": invoice.currency,
            "number": invoice.number,
            "due_date": invoice.due_date,
        },
        now,
    )
    tell(context.table, notice)
    return replace(collection, overdue_told=True)


def _put_off(collection: Collection, now: datetime) -> bool:
    return collection.not_before is not None and collection.not_before > rfc3339(now)


def _by_hand(invoice: Invoice, collection: Collection, now: datetime) -> Collection:
    """Looked at daily, in case that is changed, and when it is overdue."""
    until = rfc3339(now + _BY_HAND)
    overdue = overdue_from(invoice.due_date)
    if not collection.overdue_told and overdue > rfc3339(now):
        until = min(until, overdue)
    return replace(collection, not_before=until, by_hand=True)


def _leave(context: ChargingContext, invoice: Invoice, later: Collection) -> bool:
    try_update(context.table, collection_update(invoice, later))
    return False
