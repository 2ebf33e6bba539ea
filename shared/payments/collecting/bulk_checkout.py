"""Paying chosen orders together in one hosted checkout: all or nothing."""

from collections.abc import Sequence
from typing import Final

from shared.errors import Conflict, InvalidRequest
from shared.merchants.stripe_account.store import charging_account
from shared.money import MAX_AMOUNT
from shared.orders.model import Order
from shared.orders.store import OrderVersion, claim_update
from shared.payments.collecting.checkout import LONGEST_SESSION, may_begin, resume_checkout
from shared.payments.collecting.takeover import free_of_claims
from shared.payments.context import PaymentContext
from shared.payments.credits.credit_payment import Asked
from shared.payments.model import Means, Payment, Target
from shared.payments.store import from_item, to_item
from shared.stripe_gateway.amounts import to_stripe
from shared.table.create import key_reused, same_request
from shared.table.port import ABSENT, Put, TransactionFailed

_DESCRIPTION: Final = "{count} orders"


def start_bulk_checkout(context: PaymentContext, asked: Asked, orders: Sequence[Order], base_url: str) -> Payment:
    """The payment that holds the claim of every order, with the URL of its hosted page.

    It is ``unknown``, without a URL, when the provider did not answer; a repeat goes on with it. Raises ``Conflict``
    when any of the orders cannot be paid, and ``InvalidRequest`` for a sum that the provider cannot charge; nothing is
    claimed then.
    """
    _chargeable_sum(orders, asked.currency)  # before any other checkout is closed for this one
    free = [free_of_claims(context, order) for order in orders]
    amount = _chargeable_sum(free, asked.currency)
    now, page = context.clock.now(), f"{base_url}/pay/complete"
    payment = Payment(
        id=asked.payment_id,
        merchant_id=asked.merchant_id,
        means=Means.CHECKOUT,
        amount=amount,
        currency=asked.currency,
        created_at=now,
        orders=tuple(Target(order.id, order.amount, order.amount_version) for order in free),
        account=charging_account(context.table, asked.merchant_id),
        description=_DESCRIPTION.format(count=len(free)),
        return_url=page,
        cancel_url=page,
        session_expires_at=now + LONGEST_SESSION,
    )
    claims = [
        claim_update(OrderVersion(order.id, order.merchant_id, order.amount_version), payment.id) for order in free
    ]
    try:
        context.table.transact([Put(to_item(payment, asked.request_digest), ABSENT), *claims, *may_begin(payment)])
    except TransactionFailed as refused:
        if 0 not in refused.failed:
            raise Conflict("an order of these was paid or claimed meanwhile", code="payment_pending") from refused
        payment = from_item(same_request(refused.failed[0], asked.request_digest, key_reused()))
    return resume_checkout(context, payment)


def _chargeable_sum(orders: Sequence[Order], currency: str) -> int:
    amount = sum(order.amount for order in orders)
    if amount > MAX_AMOUNT:
        raise InvalidRequest("together these orders are more than one payment can be", code="amount_too_large")
    to_stripe(amount, currency, "orders")
    return amount
