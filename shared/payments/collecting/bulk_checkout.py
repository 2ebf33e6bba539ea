"""Paying what was chosen together in one hosted checkout: all or nothing."""

from collections.abc import Sequence

from shared.errors import Conflict, InvalidRequest
from shared.merchants.stripe_account.store import charging_account
from shared.money import MAX_AMOUNT
from shared.payables.kinds import INVOICE, Kind, kind_of
from shared.payables.model import Payable, version_of
from shared.payments.collecting.checkout import LONGEST_SESSION, may_begin, resume_checkout
from shared.payments.collecting.takeover import free_of_claims
from shared.payments.context import PaymentContext
from shared.payments.credits.credit_payment import Asked
from shared.payments.model import Means, Payment, Target
from shared.payments.store import from_item, to_item
from shared.stripe_gateway.amounts import to_stripe
from shared.table.create import key_reused, same_request
from shared.table.port import ABSENT, Put, TransactionFailed


def start_bulk_checkout(context: PaymentContext, asked: Asked, payables: Sequence[Payable], base_url: str) -> Payment:
    """The payment that holds the claim of each of these, with the URL of its hosted page; all are of one kind.

    It is ``unknown``, without a URL, when the provider did not answer; a repeat goes on with it. Raises ``Conflict``
    when any of them cannot be paid, and ``InvalidRequest`` for a sum that the provider cannot charge; nothing is
    claimed then.
    """
    chargeable_sum(payables, asked.currency)  # before any other checkout is closed for this one
    free = [free_of_claims(context, payable) for payable in payables]
    amount = chargeable_sum(free, asked.currency)
    kind = kind_of(free[0].id)
    now, page = context.clock.now(), f"{base_url}/pay/complete"
    payment = Payment(
        id=asked.payment_id,
        merchant_id=asked.merchant_id,
        means=Means.CHECKOUT,
        amount=amount,
        currency=asked.currency,
        created_at=now,
        targets=tuple(Target(each.id, each.amount, each.amount_version) for each in free),
        account=charging_account(context.table, asked.merchant_id) if kind.on_own_account else None,
        description=description_of(kind, free),
        return_url=page,
        cancel_url=page,
        session_expires_at=now + LONGEST_SESSION,
    )
    claims = [kind.claim(version_of(each), payment.id) for each in free]
    try:
        context.table.transact([Put(to_item(payment, asked.request_digest), ABSENT), *claims, *may_begin(payment)])
    except TransactionFailed as refused:
        if 0 not in refused.failed:
            told = f"an {kind.noun} of these was paid or claimed meanwhile"
            raise Conflict(told, code="payment_pending") from refused
        payment = from_item(same_request(refused.failed[0], asked.request_digest, key_reused()))
    return resume_checkout(context, payment)


def description_of(kind: Kind, payables: Sequence[Payable]) -> str:
    """What stands on the provider's page and in its books. For an invoice its number, which the payer has."""
    if kind is INVOICE and len(payables) == 1:
        return f"Invoice {payables[0].number}"
    return f"{len(payables)} {kind.noun}s"


def chargeable_sum(payables: Sequence[Payable], currency: str) -> int:
    """What they come to. Raises ``InvalidRequest`` when the provider cannot charge that in one payment."""
    noun, amount = kind_of(payables[0].id).noun, sum(each.amount for each in payables)
    if amount > MAX_AMOUNT:
        raise InvalidRequest(f"together these {noun}s are more than one payment can be", code="amount_too_large")
    to_stripe(amount, currency, f"{noun}s")
    return amount
