"""Refunds that the operator asks for: reserved first, then sent back where the money came from (rules M4, M13)."""

from dataclasses import replace
from typing import Final

from shared.errors import (
    Busy,
    Conflict,
    InvalidRequest,
    NotFound,
    OutcomeUnknown,
    ProviderFailed,
    ProviderRejected,
    ProviderUnavailable,
)
from shared.ids import request_id
from shared.payables.kinds import find_payable, kind_of
from shared.payables.model import left_of
from shared.payments.context import PaymentContext
from shared.payments.model import Means, Payment, PaymentState
from shared.payments.returns.effects import with_effects
from shared.payments.returns.looking import look_at_returns_of
from shared.payments.returns.model import Captured, Origin, Return
from shared.payments.returns.recording import REFUND, give_up, record
from shared.payments.returns.request import RefundBody
from shared.payments.returns.store import (
    find_captured,
    from_item,
    looked_update,
    next_attempt_update,
    read_return,
    to_item,
)
from shared.payments.settling.reconciliation import DEPLOYMENT, PAYMENT
from shared.payments.store import read_payment
from shared.stripe_gateway.amounts import refund_units
from shared.stripe_gateway.port import RefundRequest
from shared.table.attempt import try_update
from shared.table.create import key_reused, same_request
from shared.table.keys import return_key
from shared.table.port import ABSENT, Put, TransactionFailed

MAX_ORDERS: Final = 90
"""Orders to one refund: a transaction has 100 writes, and the money, the wallet and the records need some."""

_ATTEMPTS: Final = 8


def refund_payment(context: PaymentContext, payment_id: str, body: RefundBody, idempotency_key: str | None) -> Return:
    """The refund, sent; still ``reserved`` when the provider did not answer: a job goes on with it.

    A repeat under the same idempotency key goes on with the same refund. Raises ``NotFound``; ``Conflict``:
    ``paid_externally``, ``payment_not_refundable``, ``already_returned`` (more than is left), ``insufficient_credits``
    (a spent top-up);
    ``InvalidRequest``: ``order_not_in_payment``, ``order_required`` (a part of what paid many), ``too_many_orders``;
    likewise for invoices.
    """
    payment = read_payment(context.table, payment_id)
    if payment is None:
        raise NotFound("no such payment")
    return_id = request_id("rfd", payment.id, "refunds", idempotency_key)
    if idempotency_key is not None and (made := context.table.get(return_key(return_id))):
        return _send(context, from_item(same_request(made, body.digest(), key_reused())), fresh=False)
    for _ in range(_ATTEMPTS):
        captured = _refundable(context, payment)
        wanted = _wanted(context, payment, captured, body, return_id)
        item, effects = with_effects(context.table, captured, wanted, wanted.amount, wanted.created_at)
        try:
            context.table.transact([Put(to_item(item, body.digest()), ABSENT), *effects])
        except TransactionFailed as refused:
            if 0 in refused.failed:
                made = same_request(refused.failed[0], body.digest(), key_reused())
                return _send(context, from_item(made), fresh=False)
        else:
            return _send(context, item, fresh=True)
    raise Busy("the payment is being changed, try again")


def _refundable(context: PaymentContext, payment: Payment) -> Captured:
    if payment.means is Means.EXTERNAL:
        raise Conflict("the shop took this money itself, and sends it back itself", code="paid_externally")
    if payment.state not in (PaymentState.SUCCEEDED, PaymentState.SURPLUS):
        raise Conflict("the payment has not collected anything", code="payment_not_refundable")
    captured = find_captured(context.table, payment.id, payment.intent_id)
    if captured is None:
        raise Busy("the payment is being changed, try again")
    return captured


def _wanted(context: PaymentContext, payment: Payment, captured: Captured, body: RefundBody, return_id: str) -> Return:
    left, noun = captured.left, _noun(payment)
    if body.target is not None:
        if body.target not in captured.targets:
            noun = "order" if body.order is not None else "invoice"
            raise InvalidRequest(f"the payment did not pay this {noun}", code=f"{noun}_not_in_payment")
        left = min(left, left_of(find_payable(context.table, body.target)))
    elif len(captured.targets) > MAX_ORDERS:
        raise InvalidRequest(f"name the {noun}: more than {MAX_ORDERS} were paid together", code=f"too_many_{noun}s")
    amount = body.amount or left
    if amount > left or amount == 0:
        raise Conflict(f"only {left} minor units are left to go back", code="already_returned")
    if body.target is None and len(captured.targets) > 1 and amount < left:
        raise InvalidRequest(f"name the {noun} that a part goes back for", code=f"{noun}_required")
    from_credits = payment.means is Means.CREDITS
    if not from_credits:
        refund_units(amount, captured.currency)
    item = captured.going_back(return_id, Origin.OPERATOR, amount, context.clock.now())
    item = replace(item, target_id=body.target, reason=body.reason)
    return item.credited() if from_credits else item


def _noun(payment: Payment) -> str:
    return kind_of(payment.targets[0].id).noun if payment.targets else "order"


def _send(context: PaymentContext, item: Return, *, fresh: bool) -> Return:
    try:
        return send_back(context, item) if fresh else resume(context, item)
    except (OutcomeUnknown, ProviderUnavailable, ProviderFailed):
        return read_return(context.table, item.id) or item


def resume(context: PaymentContext, item: Return) -> Return:
    """Go on with a refund whose sending may have taken effect. Raises what :func:`send_back` raises.

    The provider's list comes first: after a 5xx or a day its idempotency key tells nothing. It shows what every key
    of before has come to; where another worker has gone on to a newer key, the sending is that worker's.
    """
    if not item.unfinished:
        return item
    look_at_returns_of(context, item.payment_id, item.intent_id or "", item.account)
    found = read_return(context.table, item.id) or item
    return send_back(context, found) if found.attempt == item.attempt else found


def send_back(context: PaymentContext, item: Return) -> Return:
    """Ask the provider for a refund that is reserved; one that it knows already stays as it is.

    Raises ``OutcomeUnknown``, ``ProviderUnavailable`` (the same key again later), ``ProviderFailed`` (another key
    later, once the provider's list shows that nothing came of this one: it repeats a 5xx under its key for a day).
    """
    if item.to_wallet or item.rank > 0:
        return item
    try:
        fact = context.gateway.create_refund(_request(context, item))
    except ProviderRejected as error:
        return look_instead(context, give_up(context, item, error.provider_code or error.code))
    except ProviderFailed:
        # Refused when somebody else went on with it.
        try_update(context.table, next_attempt_update(item))
        raise
    return record(context, fact, item.payment_id) or item


def look_instead(context: PaymentContext, item: Return) -> Return:
    """Count what has gone back in the place of a refund that was refused; the job does it if this dies before."""
    look_at_returns_of(context, item.payment_id, item.intent_id or "", item.account)
    if item.refused:
        try_update(context.table, looked_update(item))
    return item


def _request(context: PaymentContext, item: Return) -> RefundRequest:
    return RefundRequest(
        key=item.idempotency_key,
        account=item.account,
        intent_id=item.intent_id or "",
        amount=item.amount,
        currency=item.currency,
        metadata={DEPLOYMENT: context.deployment_id, PAYMENT: item.payment_id, REFUND: item.id},
    )
