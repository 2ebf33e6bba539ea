"""The payment that stands for money which the shop took itself. Pure."""

from datetime import datetime

from shared.ids import derived_id
from shared.orders.model import Order
from shared.orders.store import Settled
from shared.payments.model import Means, Payment, PaymentState, Target
from shared.payments.settled_list import settled_places
from shared.payments.store import to_item
from shared.table.port import ABSENT, Put


def external_payment(order: Order, now: datetime) -> Payment:
    """The one of this order, at its amount (minor units; 0 for what costs nothing) and its amount version.

    Its id is the order's, so that there is never a second one.
    """
    return Payment(
        id=derived_id("pay", "external", order.id),
        merchant_id=order.merchant_id,
        means=Means.EXTERNAL,
        amount=order.amount,
        currency=order.currency,
        created_at=now,
        state=PaymentState.SUCCEEDED,
        targets=(Target(order.id, order.amount, order.amount_version),),
        settled_at=now,
    )


def external_put(payment: Payment) -> Put:
    """Its item, listed with what else was settled on that day."""
    places = settled_places(payment.id, payment.merchant_id, payment.created_at)
    return Put({**to_item(payment), **places}, ABSENT)


def settled_by(payment: Payment) -> Settled:
    """What the order keeps of it: nothing has to clear, so it is complete at once."""
    return Settled(payment.id, payment.means, payment.amount, payment.created_at, available=True)
