"""Changing an order while it is unpaid: what is open at the old amount is closed first (rules M8, M11, M12)."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from shared.errors import Busy
from shared.links.model import SYSTEM, LinkStatus, PaymentLink
from shared.links.service import replacement_link
from shared.links.store import find_link, replaced_update
from shared.links.store import to_item as link_to_item
from shared.orders.change import OrderChange, changed_order
from shared.orders.change_store import changed_update
from shared.orders.model import Order
from shared.orders.store import find_order
from shared.payments.collecting.takeover import free_of_claims
from shared.payments.context import PaymentContext
from shared.table.port import ABSENT, Put, TransactionFailed, Write

_ATTEMPTS: Final = 8


def change_order(
    context: PaymentContext, merchant_id: str, order_id: str, change: OrderChange, *, by: str = SYSTEM
) -> Order:
    """The order after the change; one that says all of it already stays as it is, so a repeat is safe at any time.

    A new amount is a new amount version: the open checkout is closed at the provider first, the open link is replaced
    in the same transaction, and automatic debit decides anew. Raises ``NotFound``; ``InvalidRequest`` by field, or for
    a link that could not be charged; ``Conflict``: ``payment_pending``, ``order_paid``, ``order_cancelled``.
    """
    order = find_order(context.table, order_id, merchant_id)
    for _ in range(_ATTEMPTS):
        wanted = changed_order(order, change)
        if wanted == order:
            return order
        if not order.payable:
            raise order.refusal()
        wanted, writes = _plan(context, order, wanted, by)
        if order.claim is not None and wanted.amount_version != order.amount_version:
            order = free_of_claims(context, order)
            continue
        try:
            context.table.transact(writes)
        except TransactionFailed:
            order = find_order(context.table, order_id, merchant_id)
        else:
            return wanted
    raise Busy("the order is being changed, try again")


def _plan(context: PaymentContext, order: Order, wanted: Order, by: str) -> tuple[Order, list[Write]]:
    """The order with the link that it will point to, and the writes that make both so together.

    No claim stands when they hold, so no payment of the old link is in flight, and none can start: it is void at once.
    """
    now = context.clock.now()
    link = _open_link(context, order, now) if wanted.amount_version != order.amount_version else None
    if link is None:
        return wanted, [changed_update(order, wanted, now)]
    following = replacement_link(link, order, wanted, now)
    wanted = replace(wanted, link_id=following.id, link_token=following.token, forget_at=following.purge_at)
    new = Put(link_to_item(following, order.request_digest), ABSENT)
    return wanted, [changed_update(order, wanted, now), new, replaced_update(link, by, now)]


def _open_link(context: PaymentContext, order: Order, now: datetime) -> PaymentLink | None:
    """The link to replace; one that is ending, or past its time, ends as it would have."""
    if order.link_id is None:
        return None
    link = find_link(context.table, order.link_id)
    return link if link.status_at(now) is LinkStatus.OPEN else None
