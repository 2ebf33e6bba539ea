"""Beginning a top-up by linked methods: its payment is stored together with its wallet's one place for such."""

from dataclasses import replace

from shared.payments.charging.beginning import ChargeAsked, begin_charge
from shared.payments.context import ChargingContext
from shared.payments.model import Payment
from shared.wallets.refills.model import AUTO, Cause, Refill, Running
from shared.wallets.refills.store import changed_put


def begin_top_up(
    context: ChargingContext,
    refill: Refill,
    cause: Cause,
    *,
    payment_id: str,
    amount: int,
    method: str,
    request_digest: str,
) -> Payment:
    """The stored payment, which is the only top-up by a linked method that this wallet may have under way.

    ``refill`` is as it was read, and has none; ``amount`` is what is charged, whatever the balance becomes meanwhile.
    Raises what :func:`~shared.payments.charging.beginning.begin_charge` raises: ``payment_pending`` also when anybody
    changed the wallet's settings, or began another top-up, since they were read.
    """
    after = replace(refill, top_up=Running(payment_id, cause))
    if cause is Cause.SCHEDULE and refill.schedule is not None:
        after = replace(after, schedule_at=refill.schedule.next_turn(refill.wallet, context.clock.now()))
    asked = ChargeAsked(
        payment_id=payment_id,
        merchant_id=refill.merchant_id,
        amount=amount,
        currency=refill.currency,
        description="Credits",
        method_id=None if method == AUTO else method,
        request_digest=request_digest,
    )
    return begin_charge(context, asked, [changed_put(refill, after, context.clock.now())])
