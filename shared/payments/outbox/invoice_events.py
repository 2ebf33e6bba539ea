"""What a change of an invoice means to others."""

from typing import Any, Final

from shared.events.envelope import DomainEvent
from shared.table.port import Item

_STEPS: Final = (
    ("sent_at", "invoice.sent", ("due_date", "period")),
    ("paid_at", "invoice.paid", ("paid_by", "paid_means", "paid_amount")),
    ("voided_at", "invoice.voided", ("void_reason",)),
)
_MONEY_BACK: Final = (
    ("refunded_amount", "invoice.refunded", "invoice.refund_reversed"),
    ("disputed_amount", "invoice.disputed", "invoice.dispute_reinstated"),
)


def invoice_events(old: Item, new: Item) -> list[DomainEvent]:
    """Sent, paid, void, and what went back of it; a draft is nobody's business."""
    events = [
        _event(kind, new[moment], new, *names) for moment, kind, names in _STEPS if moment in new and moment not in old
    ]
    for attribute, more, less in _MONEY_BACK:
        before, after = old.get(attribute, 0), new.get(attribute, 0)
        if old and before != after:
            names = ("paid_amount", "refunded_amount", "disputed_amount")
            events.append(_event(more if after > before else less, new["money_back_at"], new, *names))
    return events


def _event(kind: str, at: str, invoice: Item, *names: str) -> DomainEvent:
    kept = ("invoice_number", "invoice_kind", "amount", "currency", *names)
    data: dict[str, Any] = {"invoice_id": invoice["id"]} | {name: invoice[name] for name in kept if name in invoice}
    return DomainEvent(type=kind, subject_id=invoice["id"], merchant_id=invoice["merchant_id"], at=at, data=data)
