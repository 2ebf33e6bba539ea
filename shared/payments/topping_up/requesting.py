"""A top-up by a linked method at the merchant's own request."""

from typing import Final

from shared.errors import Busy, Conflict
from shared.ids import request_id
from shared.payments.charging.requesting import resume_charge
from shared.payments.collecting.top_up import start_top_up
from shared.payments.context import ChargingContext
from shared.payments.model import Payment
from shared.payments.store import from_item
from shared.payments.topping_up.accounting import account_for
from shared.payments.topping_up.beginning import begin_top_up
from shared.stripe_gateway.amounts import to_stripe
from shared.table.create import key_reused, same_request
from shared.table.keys import payment_key
from shared.wallets.refills.model import Cause
from shared.wallets.refills.store import read_refill
from shared.wallets.request import TopUpRequest
from shared.wallets.service import known

_ATTEMPTS: Final = 5


def request_top_up(
    context: ChargingContext,
    merchant_id: str,
    currency: str,
    request: TopUpRequest,
    *,
    base_url: str,
    idempotency_key: str | None,
) -> Payment:
    """The payment: with the URL of its hosted page, or charged to a linked method as far as that came.

    A repeat under the same idempotency key goes on with the same payment. Raises as
    :func:`~shared.payments.collecting.top_up.start_top_up` does; for linked methods also ``Conflict``:
    ``top_up_pending`` while another such top-up of this wallet is on its way, ``no_payment_method``,
    ``method_unusable``; ``NotFound`` for a method that is not linked; ``Busy``.
    """
    if request.method == "checkout":
        return start_top_up(context, merchant_id, currency, request, base_url=base_url, idempotency_key=idempotency_key)
    known(currency)
    to_stripe(request.amount, currency)
    payment_id = request_id("pay", merchant_id, f"top-ups/{currency}", idempotency_key)
    made = context.table.get(payment_key(payment_id)) if idempotency_key is not None else None
    if made is not None:
        return resume_charge(context, from_item(same_request(made, request.digest(), key_reused())))
    payment = resume_charge(context, _begin(context, merchant_id, currency, request, payment_id))
    if not payment.in_flight:
        account_for(context.table, read_refill(context.table, merchant_id, currency), context.clock.now())
    return payment


def _begin(
    context: ChargingContext, merchant_id: str, currency: str, request: TopUpRequest, payment_id: str
) -> Payment:
    for _ in range(_ATTEMPTS):
        refill = read_refill(context.table, merchant_id, currency)
        if account_for(context.table, refill, context.clock.now()):
            continue
        if refill.top_up is not None:
            raise Conflict("a top-up by a linked method is on its way", code="top_up_pending")
        try:
            return begin_top_up(
                context,
                refill,
                Cause.REQUEST,
                payment_id=payment_id,
                amount=request.amount,
                method=request.method,
                request_digest=request.digest(),
            )
        except Conflict as lost:
            if lost.code != "payment_pending":
                raise
    raise Busy("the wallet is being changed, try again")
