"""``GET /v1/orders/{order_id}/explain``: everything that bears on why an order is unpaid, in one answer."""

from collections.abc import Iterator
from typing import Any, Final

from shared.clock import Clock, rfc3339
from shared.links.model import PaymentLink
from shared.links.store import read_link
from shared.merchants.service import find_merchant
from shared.orders.model import OPEN, Order, OrderStatus
from shared.orders.store import find_order
from shared.orders.timeline.model import Timeline
from shared.orders.timeline.store import read_closed, read_timeline
from shared.payments.explaining.next_step import Claiming, next_step
from shared.payments.model import Payment
from shared.payments.store import from_item
from shared.table.keys import payment_key
from shared.table.port import Item, Table
from shared.wallets.store import read_wallet

ATTEMPTS: Final = 20
"""The newest of them; an order that is tried more often has its timeline."""


def explain(table: Table, clock: Clock, merchant_id: str, order_id: str) -> dict[str, Any]:
    """Why the order is unpaid and what comes next; amounts in minor units.

    Raises ``NotFound``, also for another merchant's order (rule M10).
    """
    order, now = find_order(table, order_id, merchant_id), clock.now()
    link = read_link(table, order.link_id) if order.link_id else None
    items = table.batch_get([payment_key(each) for each in _payment_ids(table, order)])
    claiming = _claiming(order, items) if order.claim else None
    wallet, merchant = read_wallet(table, merchant_id, order.currency), find_merchant(table, merchant_id)
    step = next_step(order, wallet, link, claiming, now, restricted=merchant.restriction is not None)
    due = order.status is OrderStatus.IN_PROGRESS and order.payment_status in OPEN
    return {
        "order_id": order.id,
        "payment_status": order.payment_status,
        "reason": order.reason,
        "shortfall": None if order.claim else order.shortfall,
        "amount_due": order.amount if due else 0,
        "attempts": [_attempt(from_item(item)) for item in items],
        "link": _link(link, str(link.status_at(now))) if link and now < link.purge_at else None,
        "holds_claim": order.claim,
        "restricted_since": merchant.restriction.since if merchant.restriction else None,
        "next_step": {"type": step.type, "at": step.at, "text": step.text},
    }


def _payment_ids(table: Table, order: Order) -> list[str]:
    """Oldest first: those that the timeline names, and those of the order that it has not heard of yet."""
    current = read_timeline(table, order.id)
    before = read_closed(table, order.id, current.closed) if current and current.closed else None
    named = [each for page in (before, current) if page for each in _named(page)]
    named += [each for each in (order.paid_by, order.claim) if each]
    return list(dict.fromkeys(named))[-ATTEMPTS:]


def _named(timeline: Timeline) -> Iterator[str]:
    yield from (row.data["payment"] for row in timeline.rows if row.type in ("claimed", "paid"))


def _claiming(order: Order, items: list[Item]) -> Claiming:
    item = next((item for item in items if item["id"] == order.claim), None)
    due = str(item["due_sk"]).split("#")[0] if item and "due_sk" in item else None
    return Claiming(from_item(item) if item else None, due)


def _attempt(payment: Payment) -> dict[str, Any]:
    return {
        "payment": payment.id,
        "means": payment.means,
        "status": payment.state,
        "failure": payment.failure,
        "created_at": rfc3339(payment.created_at),
    }


def _link(link: PaymentLink, status: str) -> dict[str, Any]:
    return {"id": link.id, "status": status, "expires_at": rfc3339(link.expires_at)}
