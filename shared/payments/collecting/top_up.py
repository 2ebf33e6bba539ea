"""Paying credits into a wallet by hosted checkout."""

from shared.errors import NotFound
from shared.ids import request_id
from shared.money import EXPONENTS
from shared.payments.collecting.checkout import LONGEST_SESSION, resume_checkout
from shared.payments.context import PaymentContext
from shared.payments.model import Means, Payment
from shared.payments.store import from_item, to_item
from shared.stripe_gateway.amounts import to_stripe
from shared.table.create import create_once, key_reused
from shared.wallets.request import TopUpRequest


def start_top_up(
    context: PaymentContext,
    merchant_id: str,
    currency: str,
    request: TopUpRequest,
    *,
    base_url: str,
    idempotency_key: str | None,
) -> Payment:
    """The payment with the URL of its hosted page; the wallet is credited when the provider says that it is paid.

    A repeat under the same idempotency key goes on with the same payment; it is ``unknown``, without a URL, when the
    provider did not answer. Raises ``NotFound`` for a currency that is none, ``InvalidRequest`` for an amount that the
    provider cannot charge, ``ProviderRejected`` and ``ProviderFailed``: that payment has ended.
    """
    if currency not in EXPONENTS:
        raise NotFound("no such wallet")
    to_stripe(request.amount, currency)
    now = context.clock.now()
    page = f"{base_url}/pay/complete"
    payment = Payment(
        id=request_id("pay", merchant_id, f"top-ups/{currency}", idempotency_key),
        merchant_id=merchant_id,
        means=Means.CHECKOUT,
        amount=request.amount,
        currency=currency,
        created_at=now,
        description="Credits",
        return_url=page,
        cancel_url=page,
        session_expires_at=now + LONGEST_SESSION,
    )
    item, _ = create_once(context.table, to_item(payment, request.digest()), key_reused())
    stored = from_item(item)
    return resume_checkout(context, stored)
