"""A merchant's own request to charge a linked method, or whichever pays (``auto``)."""

from collections.abc import Sequence
from typing import Final

from shared.orders.model import Order
from shared.payables.model import Payable
from shared.payments.charging.beginning import ChargeAsked, begin_charge
from shared.payments.charging.cascade import advance
from shared.payments.context import ChargingContext
from shared.payments.credits.credit_payment import Asked, pay_whole_from_credits
from shared.payments.model import Payment, PaymentState
from shared.payments.reserving.reservation import Reservation

AUTO: Final = "auto"


def charge(context: ChargingContext, asked: Asked, reserved: Reservation, method: str) -> Payment:
    """The payment of all that was reserved by one linked method, or by whichever pays (``auto``), as far as it came.

    ``auto`` pays orders from credits if these cover every one of them. Raises ``Conflict`` when any was paid or claimed
    meanwhile, or no method can be charged, ``NotFound`` for a method that is not linked; nothing is claimed then.
    """
    if method == AUTO and (paid := _from_credits(context, asked, reserved.payables)) is not None:
        return paid
    payment = begin_charge(
        context,
        ChargeAsked(
            payment_id=asked.payment_id,
            merchant_id=asked.merchant_id,
            amount=reserved.amount,
            currency=reserved.currency,
            description=reserved.description,
            payables=reserved.payables,
            method_id=None if method == AUTO else method,
            left_out=reserved.left_out,
            request_digest=asked.request_digest,
        ),
    )
    return resume_charge(context, payment)


def resume_charge(context: ChargingContext, payment: Payment) -> Payment:
    """The payment as far as it can be brought now; of one whose outcome is unknown only the repair job asks."""
    return advance(context, payment.id) if payment.state is PaymentState.PENDING else payment


def _from_credits(context: ChargingContext, asked: Asked, payables: Sequence[Payable]) -> Payment | None:
    orders = [payable for payable in payables if isinstance(payable, Order)]
    if len(orders) < len(payables):
        return None  # Credits pay orders alone.
    return pay_whole_from_credits(context, asked, orders)
