"""Taking in an order that its shop has been paid for already."""

from dataclasses import replace

from shared.orders.model import Order, OrderStatus, PaymentStatus
from shared.orders.service import Placed, order_conflict
from shared.orders.store import from_item, to_item
from shared.payments.context import PaymentContext
from shared.payments.external.recording import external_payment, external_put
from shared.payments.model import Payment
from shared.table.create import same_request
from shared.table.port import ABSENT, Put, TransactionFailed


def place_external(context: PaymentContext, order: Order) -> Placed:
    """The order stored paid, released and completed, with its payment, in one transaction.

    ``order`` is new and unpaid, with ``collect: "none"``, which nobody ever debits; its amount may be 0. The same again
    returns what stands, whatever has become of it since: also an order that was placed unpaid. Raises ``Conflict``
    (``order_conflict``) for other content under the same natural id.
    """
    payment = external_payment(order, context.clock.now())
    paid = _paid(order, payment)
    try:
        context.table.transact([Put(to_item(paid), ABSENT), external_put(payment)])
    except TransactionFailed as refused:
        stored = same_request(refused.failed.get(0), order.request_digest, order_conflict())
        return Placed(from_item(stored), created=False)
    return Placed(paid, created=True)


def _paid(order: Order, payment: Payment) -> Order:
    at = payment.created_at
    return replace(
        order,
        status=OrderStatus.COMPLETED,
        payment_status=PaymentStatus.PAID,
        unpaid_reason=None,
        shortfall=None,
        paid_by=payment.id,
        paid_means=str(payment.means),
        paid_amount=payment.amount,
        paid_at=at,
        released_at=at,
        completed_at=at,
    )
