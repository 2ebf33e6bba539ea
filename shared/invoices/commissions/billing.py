"""One invoice to a merchant, currency and month: derived, so that a repeat makes no second one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from shared.clock import Clock, rfc3339
from shared.errors import Conflict
from shared.ids import derived_id
from shared.invoices.commissions.accruing import open_month
from shared.invoices.commissions.months import DUE_KIND, Month, done_update, invoiced_update, month_from, month_of
from shared.invoices.model import Invoice, InvoiceKind, Line
from shared.invoices.service import send_invoice
from shared.invoices.store import to_item
from shared.stripe_gateway.amounts import chargeable_part
from shared.table.attempt import try_update
from shared.table.due import due_places
from shared.table.invoice_keys import ACCRUAL_SHARDS, accrual_key, accruals, billing_key
from shared.table.port import ABSENT, Put, Query, Table, TransactionFailed, Write

PER_SHARD: Final = 100
_PAGE: Final = 1_000
_TO_PAY_WITHIN: Final = timedelta(days=14)
_CARRIED: Final = "carried"


@dataclass(slots=True)
class _Sums:
    orders: int = 0
    accrued: int = 0
    back: int = 0
    carried: int = 0

    @property
    def total(self) -> int:
        return self.accrued + self.back + self.carried


def due_months(table: Table, clock: Clock) -> Iterator[str]:
    """Months that are over and not billed, by their places in the index."""
    return due_places(table, DUE_KIND, clock.now(), PER_SHARD)


def bill_month(table: Table, clock: Clock, place: str) -> None:
    """Make the month's invoice and send it; each step may be made again, and goes on where a crash left off.

    What cannot be charged (less than the provider takes, or below zero) is carried to the present month.
    """
    month = month_from(place)
    billing = table.get(billing_key(*month))
    if billing is None or clock.now() < month.billed_from:
        return
    invoice_id = billing["invoice_id"] if "invoice_id" in billing else _write_invoice(table, clock, month)
    if invoice_id is not None:
        try:
            send_invoice(table, clock, invoice_id)
        except Conflict as refused:
            if refused.code != "invoice_void":
                raise
    try_update(table, done_update(month))


def _write_invoice(table: Table, clock: Clock, month: Month) -> str | None:
    sums, now = _sum(table, month), clock.now()
    billed = chargeable_part(sums.total, month.currency)
    carried = sums.total - billed
    invoice_id = derived_id("inv", *month, "commission")
    writes: list[Write] = [invoiced_update(month, invoice_id if billed else None)]
    if billed:
        invoice = Invoice(
            id=invoice_id,
            merchant_id=month.merchant_id,
            currency=month.currency,
            lines=_lines(sums, carried, month.month),
            kind=InvoiceKind.COMMISSION,
            due_date=rfc3339(now + _TO_PAY_WITHIN)[:10],
            period=month.month,
            created_at=now,
        )
        writes.append(Put(to_item(invoice, "commission"), ABSENT))
    if carried:
        following = Month(month.merchant_id, month.currency, month_of(now))
        open_month(table, following)
        pk, sk = accrual_key(*following, _CARRIED, month.month)
        row: dict[str, Any] = {"pk": pk, "sk": sk, "kind": "accrual", "amount": carried, "at": rfc3339(now)}
        writes.append(Put(row, ABSENT))
    try:
        table.transact(writes)
    except TransactionFailed:
        # Another run was quicker: its word is what counts.
        billing = table.get(billing_key(*month)) or {}
        return billing.get("invoice_id")
    return invoice_id if billed else None


def _sum(table: Table, month: Month) -> _Sums:
    sums = _Sums()
    for shard in range(ACCRUAL_SHARDS):
        reached: str | None = None
        while True:
            page = table.query(Query(None, accruals(*month, shard), _PAGE, sort_above=reached))
            for row in page.items:
                _add(sums, row["amount"], row["sk"])
            if page.scanned_to is None:
                break
            reached = page.scanned_to
    return sums


def _add(sums: _Sums, amount: int, sort_key: str) -> None:
    if sort_key.startswith(_CARRIED):
        sums.carried += amount
    elif sort_key.endswith("#000000"):
        sums.orders, sums.accrued = sums.orders + 1, sums.accrued + amount
    else:
        sums.back += amount


def _lines(sums: _Sums, carried: int, month: str) -> tuple[Line, ...]:
    """The sums of the month, in the operator's words; those that come to nothing are left out."""
    told = (
        (f"Commission on {sums.orders} order{'s' * (sums.orders != 1)}, {month}", sums.accrued),
        (f"Commission on money that went back, {month}", sums.back),
        ("Carried over from the month before", sums.carried),
        ("Carried over to the next month", -carried),
    )
    return tuple(Line(text, 1, amount) for text, amount in told if amount)
