"""Paying what was reserved together in one hosted checkout: all or nothing."""

from shared.errors import Conflict
from shared.merchants.stripe_account.store import charging_account
from shared.payments.collecting.checkout import LONGEST_SESSION, may_begin, resume_checkout
from shared.payments.context import PaymentContext
from shared.payments.credits.credit_payment import Asked
from shared.payments.model import Means, Payment
from shared.payments.reserving.reservation import Reservation
from shared.payments.store import from_item, to_item
from shared.table.create import key_reused, same_request
from shared.table.port import ABSENT, Put, TransactionFailed


def start_bulk_checkout(context: PaymentContext, asked: Asked, reserved: Reservation, base_url: str) -> Payment:
    """The payment that holds the claim of all that was reserved, with the URL of its hosted page.

    It is ``unknown``, without a URL, when the provider did not answer; a repeat goes on with it. Raises ``Conflict``
    when any of it was paid or claimed since it was read; nothing is claimed then.
    """
    now, page = context.clock.now(), f"{base_url}/pay/complete"
    payment = Payment(
        id=asked.payment_id,
        merchant_id=asked.merchant_id,
        means=Means.CHECKOUT,
        amount=reserved.amount,
        currency=reserved.currency,
        created_at=now,
        targets=reserved.targets,
        left_out=reserved.left_out,
        account=charging_account(context.table, asked.merchant_id) if reserved.kind.on_own_account else None,
        description=reserved.description,
        return_url=page,
        cancel_url=page,
        session_expires_at=now + LONGEST_SESSION,
    )
    stored = Put(to_item(payment, asked.request_digest), ABSENT)
    try:
        context.table.transact([stored, *reserved.claims(payment.id), *may_begin(payment)])
    except TransactionFailed as refused:
        if 0 not in refused.failed:
            told = f"an {reserved.kind.noun} of these was paid or claimed meanwhile"
            raise Conflict(told, code="payment_pending") from refused
        payment = from_item(same_request(refused.failed[0], asked.request_digest, key_reused()))
    return resume_checkout(context, payment)
