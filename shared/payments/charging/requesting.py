"""A merchant's own request to charge a linked method, or whichever pays (``auto``)."""

from collections.abc import Sequence
from typing import Final

from shared.orders.model import Order
from shared.payables.kinds import kind_of
from shared.payables.model import Payable
from shared.payments.charging.beginning import ChargeAsked, begin_charge
from shared.payments.charging.cascade import advance
from shared.payments.collecting.bulk_checkout import chargeable_sum, description_of
from shared.payments.collecting.takeover import free_of_claims
from shared.payments.context import ChargingContext
from shared.payments.credits.credit_payment import Asked, pay_whole_from_credits
from shared.payments.model import Payment, PaymentState

AUTO: Final = "auto"


def charge(context: ChargingContext, asked: Asked, payables: Sequence[Payable], method: str) -> Payment:
    """The payment of all of these by one linked method, or by whichever pays (``auto``), as far as it came.

    ``auto`` pays orders from credits if these cover every one of them. Open checkouts are closed at the provider first
    (M11). Raises ``Conflict`` when any cannot be paid, or no method can be charged, ``NotFound`` for a method that is
    not linked, ``InvalidRequest`` for a sum that the provider cannot charge; nothing is claimed then.
    """
    chargeable_sum(payables, asked.currency)  # before any other checkout is closed for this one
    free = [free_of_claims(context, payable) for payable in payables]
    if method == AUTO and (paid := _from_credits(context, asked, free)) is not None:
        return paid
    payment = begin_charge(
        context,
        ChargeAsked(
            payment_id=asked.payment_id,
            merchant_id=asked.merchant_id,
            amount=chargeable_sum(free, asked.currency),
            currency=asked.currency,
            description=description_of(kind_of(free[0].id), free),
            payables=free,
            method_id=None if method == AUTO else method,
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
