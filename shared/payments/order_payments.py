"""What the API shows in ``payments`` of an order: the payment that settled it, or the one that is on its way to."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from shared.clock import rfc3339
from shared.orders.model import Order
from shared.payments.model import Means, Payment, PaymentState
from shared.payments.store import from_item
from shared.table.keys import payment_key
from shared.table.port import Table

_PAYPAL: Final = "paypal"


def payments_of(table: Table, orders: Sequence[Order], now: datetime) -> dict[str, list[dict[str, Any]]]:
    """By order id, of at most 100 orders, in one read for all of them; in none where nothing has been submitted yet.

    A checkout that nobody has submitted is left out, as is an attempt that took nothing: the timeline tells of those.
    """
    wanted = {order.id: payment_id for order in orders if (payment_id := order.paid_by or _on_its_way(order))}
    keys = [payment_key(payment_id) for payment_id in dict.fromkeys(wanted.values())]
    found = {item["id"]: from_item(item) for item in table.batch_get(keys)} if keys else {}
    return {
        order.id: [_shown(order, found[wanted[order.id]], now)] if wanted.get(order.id) in found else []
        for order in orders
    }


def _on_its_way(order: Order) -> str | None:
    return order.claim if order.awaits_money else None


def _shown(order: Order, payment: Payment, now: datetime) -> dict[str, Any]:
    """Amounts are this order's part, in minor units of its currency."""
    settled = order.paid_by == payment.id
    amount = order.paid_amount if settled else _asked(order, payment)
    return {
        "id": payment.id,
        "means": payment.means,
        "method": None if payment.link_id and order.forgets(now) else _method(payment),
        "status": payment.state,
        "amount": amount,
        "authorized_amount": payment.amount if payment.authorized_at else None,
        "captured_amount": amount if settled else 0,
        "refunded_amount": order.refunded_amount or 0,
        "disputed_amount": order.disputed_amount or 0,
        "created_at": rfc3339(payment.created_at),
        "authorized_at": _text(payment.authorized_at),
        "paid_at": _text(payment.settled_at if payment.state is PaymentState.SUCCEEDED else None),
        "available_at": _text(payment.settled_at if payment.means is Means.CREDITS else payment.available_at),
        "provider": _provider(payment),
    }


def _asked(order: Order, payment: Payment) -> int:
    return next((target.amount for target in payment.targets if target.id == order.id), payment.amount)


def _method(payment: Payment) -> dict[str, Any] | None:
    if payment.brand is None:
        return None
    if payment.brand == _PAYPAL:
        return {"kind": _PAYPAL, "brand": None, "last4": None}
    return {"kind": "card", "brand": payment.brand, "last4": payment.last4}


def _provider(payment: Payment) -> dict[str, Any] | None:
    """Its own names for the money, by which its reports are matched with ours; of credits there are none."""
    intent = payment.intent_id or payment.charge_id or payment.authorization_id
    if payment.means is Means.CREDITS:
        return None
    return {
        "account": payment.account,
        "payment_intent": intent,
        "charge": payment.provider_charge,
        "balance_transaction": payment.balance_transaction,
        "payout": payment.payout_id,
    }


def _text(moment: datetime | None) -> str | None:
    return rfc3339(moment) if moment else None
