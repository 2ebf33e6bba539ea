"""Settling an order that stands here unpaid with money that its shop took itself."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from shared.errors import Busy, Conflict
from shared.orders.change import PRICED, repriced
from shared.orders.change_store import changed_update
from shared.orders.model import Order
from shared.orders.store import OrderVersion, find_order, paid_update
from shared.payments.collecting.takeover import free_of_claims
from shared.payments.context import PaymentContext
from shared.payments.external.recording import external_payment, external_put, settled_by
from shared.payments.model import Payment
from shared.table.port import TransactionFailed, Update

_ATTEMPTS: Final = 8


def settle_external(
    context: PaymentContext, merchant_id: str, order_id: str, amount: int, details: Mapping[str, Any] | None = None
) -> Order:
    """The order, paid in its shop with ``amount`` minor units of its currency, together with the payment that says so.

    An open checkout is closed at the provider first; the open link is closed by the outbox after. Another amount than
    the order's is a new amount version in the same write, with what ``details`` say of it now (``None``: they stay, but
    for what made up another amount). One that is settled or cancelled already is returned as it stands, so a repeat is
    safe at any time. Raises ``NotFound``; ``Conflict`` (``payment_pending``) while another payment is on its way or a
    buyer's money is reserved; provider errors; ``Busy``. Nothing has then changed.
    """
    for _ in range(_ATTEMPTS):
        order = find_order(context.table, order_id, merchant_id)
        if order.closed_because is not None:
            return order
        try:
            order = free_of_claims(context, order)
        except Conflict as error:
            if error.code == "payment_pending":
                raise
            continue  # Somebody was quicker: the next read tells how it stands.
        now = context.clock.now()
        due = _as_paid(order, amount, details)
        payment = external_payment(due, now)
        try:
            context.table.transact([_settled_update(order, due, payment, now), external_put(payment)])
        except TransactionFailed:
            continue
        return find_order(context.table, order_id, merchant_id)
    raise Busy("the order is being changed, try again")


def _as_paid(order: Order, amount: int, details: Mapping[str, Any] | None) -> Order:
    """At another amount what made up the old one says nothing any more, so it goes."""
    kept = {name: value for name, value in order.details.items() if amount == order.amount or name not in PRICED}
    due = replace(order, amount=amount, details=kept if details is None else dict(details))
    if not repriced(order, due):
        return due
    return replace(due, amount_version=order.amount_version + 1, unpaid_reason=None, shortfall=None)


def _settled_update(order: Order, due: Order, payment: Payment, now: datetime) -> Update:
    """The order as it was read is paid; with it goes the change of its amount, if there is one."""
    version = OrderVersion(order.id, order.merchant_id, order.amount_version)
    paid = paid_update(version, settled_by(payment), claimed=False)
    if due == order:
        return paid
    changed = changed_update(order, due, now)
    removed = sorted({*changed.remove, *paid.remove})
    # A change puts the order into the queue, which the payment takes it out of.
    values = {name: value for name, value in {**changed.set, **paid.set}.items() if name not in removed}
    return Update(paid.key, values, remove=removed, condition=changed.condition)
