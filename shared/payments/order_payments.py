"""What the API shows beside an order's own item: the payment that settled it, or is on its way to, and whether that was
confirmed to whoever bought.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from shared.clock import rfc3339
from shared.links.sendings.store import from_item as sending_from_item
from shared.orders.model import Order
from shared.payments.model import Means, Payment, PaymentState
from shared.payments.order_confirmation import confirmation_key, shown
from shared.payments.store import from_item
from shared.table.keys import Key, payment_key
from shared.table.port import Item, Table

Beside = dict[str, Any]
"""``payments`` and ``confirmation`` of an order, as they are shown."""

_PAYPAL: Final = "paypal"
_AT_ONCE: Final = 100


def told_of(table: Table, orders: Sequence[Order], now: datetime) -> dict[str, Beside]:
    """By order id, in one read for every hundred things; in none where nothing has been submitted yet.

    A checkout that nobody has submitted is left out, as is an attempt that took nothing: the timeline tells of those.
    """
    payments = {order.id: payment_key(each) for order in orders if (each := order.paid_by or _on_its_way(order))}
    confirmations = {order.id: key for order in orders if (key := confirmation_key(order, now))}
    found = _read(table, [*payments.values(), *confirmations.values()])
    told: dict[str, Beside] = {}
    for order in orders:
        payment, sending = found.get(payments.get(order.id)), found.get(confirmations.get(order.id))
        told[order.id] = {
            "payments": [_shown(order, from_item(payment), now)] if payment else [],
            "confirmation": shown(order, sending_from_item(sending) if sending else None, now),
        }
    return told


def _read(table: Table, keys: Sequence[Key]) -> dict[Key | None, Item]:
    wanted = list(dict.fromkeys(keys))
    found: dict[Key | None, Item] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        items = table.batch_get(wanted[start : start + _AT_ONCE])
        found |= {Key(item["pk"], item["sk"]): item for item in items}
    return found


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
    """Its own names for the money, by which its reports are matched with ours; ``None`` for what it never held."""
    intent = payment.intent_id or payment.charge_id or payment.authorization_id
    if not payment.means.at_provider:
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
