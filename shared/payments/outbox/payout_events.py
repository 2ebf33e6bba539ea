"""What a change of a payout means to others: that all it consists of is recorded."""

from dataclasses import astuple

from shared.events.envelope import DomainEvent
from shared.payments.payouts.store import from_item
from shared.table.port import Item


def payout_events(old: Item, new: Item) -> list[DomainEvent]:
    """Told once; what it consists of does not change any more."""
    if "recorded_at" not in new or "recorded_at" in old:
        return []
    payout = from_item(new)
    count, amount, fee, net = astuple(payout.total)
    data = {
        "payout_id": payout.id,
        "amount": payout.amount,
        "currency": payout.currency,
        "arrival_date": payout.arrival_date,
        "status": payout.status,
        "lines": count,
        "gross": amount,
        "fees": fee,
        "difference": payout.amount - net,
    }
    return [
        DomainEvent(
            type="payout.recorded",
            subject_id=payout.id,
            merchant_id=payout.merchant_id or "platform",
            at=new["recorded_at"],
            data=data | ({"account": payout.account} if payout.account else {}),
        )
    ]
