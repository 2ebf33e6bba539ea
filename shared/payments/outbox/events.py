"""What a change of an item means to others: pure, from the old and the new image of the stream."""

from collections.abc import Callable
from typing import Any, Final

from shared.events.envelope import DomainEvent
from shared.payments.outbox.callback_events import endpoint_events
from shared.payments.outbox.invoice_events import invoice_events
from shared.payments.outbox.payout_events import payout_events
from shared.table.port import Item
from shared.wallets.store import fell_below


def events_of(old: Item | None, new: Item | None) -> list[DomainEvent]:
    """The domain events that this change of an item is; deletions and bookkeeping are none."""
    if new is None:
        return []
    reader = _READERS.get(new.get("kind", ""))
    return reader(old or {}, new) if reader else []


def _order_events(old: Item, new: Item) -> list[DomainEvent]:
    events = []
    if old and new["amount_version"] != old["amount_version"]:
        at = new["changed_at"] if "changed_at" in new else new["created_at"]
        events.append(_order_event("order.changed", at, new))
    if "unpaid_reason" in new and new["unpaid_reason"] != old.get("unpaid_reason"):
        decided = "declined_at" if new["unpaid_reason"] == "declined" else "queued_at"
        at = new[decided] if decided in new else new["created_at"]
        events.append(_order_event("order.queued", at, new, "unpaid_reason", "shortfall"))
    events += _authorization_events(old, new)
    if "released_at" in new and "released_at" not in old:
        names = ("paid_by", "paid_means", "paid_amount", "released_at")
        events.append(_order_event("order.released", new["released_at"], new, *names))
    if "completed_at" in new and "completed_at" not in old:
        # In the same instant for what credits pay: released is told first.
        told = ("payment_status", "paid_by", "paid_means", "paid_amount", "refunded_amount", "completed_at")
        events.append(_order_event("order.completed", new["completed_at"], new, *told))
    if new["status"] == "cancelled" and old.get("status") != "cancelled":
        at = new["cancelled_at"] if "cancelled_at" in new else new["created_at"]
        events.append(_order_event("order.cancelled", at, new, "payment_status"))
    return events + _money_back_events(old, new)


def _authorization_events(old: Item, new: Item) -> list[DomainEvent]:
    """What is reserved for an order and not taken: that it is, that it lapses soon, and that it did."""
    told = []
    for event_type, moment, kept in _AUTHORIZATIONS:
        if moment in new and new[moment] != old.get(moment):
            facts = {**old, **new}
            payment = {"payment_id": facts["claim"]} if "claim" in facts else {}
            event = _order_event(event_type, new[moment], new)
            event.data.update(payment | {name: facts[name] for name in kept if name in facts})
            told.append(event)
    return told


def _money_back_events(old: Item, new: Item) -> list[DomainEvent]:
    """What went back of an order's price, and what a bank withdrew or gave back; the sums are those after it."""
    events = []
    for attribute, more, less in _MONEY_BACK:
        before, after = old.get(attribute, 0), new.get(attribute, 0)
        if old and before != after:
            names = ("payment_status", "paid_amount", "refunded_amount", "disputed_amount")
            events.append(_order_event(more if after > before else less, new["money_back_at"], new, *names))
    return events


def _return_events(old: Item, new: Item) -> list[DomainEvent]:
    """One refund, dispute or credit: that it began, and each state that the provider tells."""
    if "merchant_id" not in new or new["state"] == old.get("state"):
        return []
    kept = ("payment_id", "amount", "covered", "currency", "origin", "state", "reason", "failure")
    return [
        DomainEvent(
            type=f"payment.{new['return_kind']}_{'changed' if old else 'began'}",
            subject_id=new["id"],
            merchant_id=new["merchant_id"],
            at=new["changed_at"] if old else new["created_at"],
            data={"return_id": new["id"]} | {name: new[name] for name in kept if name in new},
        )
    ]


def _order_event(event_type: str, at: str, order: Item, *names: str) -> DomainEvent:
    kept = ("source", "external_id", "amount", "currency", "amount_version", *names)
    data: dict[str, Any] = {"order_id": order["id"]} | {name: order[name] for name in kept if name in order}
    return DomainEvent(type=event_type, subject_id=order["id"], merchant_id=order["merchant_id"], at=at, data=data)


def _surplus_events(old: Item, new: Item) -> list[DomainEvent]:
    if "merchant_id" not in new:
        return []
    if not old:
        return [_surplus_event("payment.surplus_received", new["received_at"], new)]
    if new["state"] == "returned" and old["state"] != "returned":
        return [_surplus_event("payment.surplus_returned", new["returned_at"], new)]
    return []


def _surplus_event(event_type: str, at: str, surplus: Item) -> DomainEvent:
    return DomainEvent(
        type=event_type,
        subject_id=surplus["pk"],
        merchant_id=surplus["merchant_id"],
        at=at,
        data={name: surplus[name] for name in ("payment_id", "amount", "currency", "reason")},
    )


_REFUSED: Final = ("authorized_amount", "capture_before", "refused_capture", "capture_refused_at")
_AUTHORIZATIONS: Final = (
    ("order.authorized", "authorized_at", ("authorized_amount", "authorized_at", "capture_before")),
    ("order.authorization_expiring", "warned_at", ("authorized_amount", "capture_before")),
    ("order.capture_refused", "capture_refused_at", _REFUSED),
    ("order.authorization_lost", "lost_at", ("authorized_amount", "capture_before", "lost_at")),
    ("order.authorization_lapsed", "lapsed_at", ("authorized_amount", "lapsed_at")),
)
"""By the moment that says so on the order. What lapsed is read from the image before."""

_MONEY_BACK: Final = (
    ("refunded_amount", "order.refunded", "order.refund_reversed"),
    ("disputed_amount", "order.disputed", "order.dispute_reinstated"),
)


def _wallet_events(old: Item, new: Item) -> list[DomainEvent]:
    """The crossing alone is told."""
    if not fell_below(old, new):
        return []
    threshold, balance = new["low_balance_alert"], new["balance"]
    return [
        DomainEvent(
            type="wallet.balance_low",
            subject_id=f"{new['merchant_id']}.{new['currency']}.{new['sequence']}",
            merchant_id=new["merchant_id"],
            at=new["balance_at"],
            data={"currency": new["currency"], "balance": balance, "threshold": threshold},
        )
    ]


def _discrepancy_events(old: Item, new: Item) -> list[DomainEvent]:
    """Money that nobody can be found for is the platform's."""
    if old:
        return []
    names = ("day", "type", "subject", "details", "fix")
    return [
        DomainEvent(
            type="audit.discrepancy_found",
            subject_id=new["id"],
            merchant_id=new.get("merchant_id", "platform"),
            at=new["found_at"],
            data={"audit_id": new["pk"], "discrepancy_id": new["id"]} | {name: new[name] for name in names},
        )
    ]


_READERS: Final[dict[str, Callable[[Item, Item], list[DomainEvent]]]] = {
    "order": _order_events,
    "surplus": _surplus_events,
    "wallet": _wallet_events,
    "return": _return_events,
    "discrepancy": _discrepancy_events,
    "invoice": invoice_events,
    "callback_endpoint": endpoint_events,
    "payout": payout_events,
}
