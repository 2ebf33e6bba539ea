"""The job that completes orders: paid by money that the provider says is available (design, section 1, clearing)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from shared.errors import AccountUnreachable, Busy
from shared.merchants.stripe_account.model import OVER
from shared.merchants.stripe_account.store import read_account
from shared.orders.completing import completable, completed_update
from shared.orders.model import Order
from shared.orders.store import from_item
from shared.payables.kinds import ORDER
from shared.payments.clearing.moments import DUE_KIND, fallback
from shared.payments.clearing.store import begin_look_update, cleared_update, later_update
from shared.payments.context import PaymentContext
from shared.payments.model import Payment, PaymentState
from shared.payments.returns.looking import look_at_returns_of, uncounted_disputes_of
from shared.payments.store import read_payment
from shared.stripe_gateway.clearing import Booked, FundsGateway
from shared.stripe_gateway.port import Funds, WithdrawalFact
from shared.table.attempt import try_update
from shared.table.due import due_ids
from shared.table.port import TransactionFailed, Write

PER_SHARD: Final = 750
"""Three thousand to a run: what the readers of the queue have looked at when the next run comes."""

_ATTEMPTS: Final = 8
_AGAIN: Final = timedelta(hours=1)
"""After a look that told nothing: the provider did not answer, or its line is not where its date says that it is."""

_NOT_BOOKED: Final = timedelta(hours=4)
_DISPUTED: Final = timedelta(days=1)
"""While a bank asks, or disputes what cannot be counted: nothing that we write tells when that ends."""

_LOST: Final = "lost"


@dataclass(frozen=True, slots=True)
class Clearing:
    """What the job works with; ``business_days`` is for money of which the provider books nothing."""

    context: PaymentContext
    funds: FundsGateway
    business_days: int


def due_clearings(clearing: Clearing) -> Iterator[str]:
    """Payments of orders whose money may be available by now."""
    return due_ids(clearing.context.table, DUE_KIND, clearing.context.clock.now(), PER_SHARD)


def clear_payment(clearing: Clearing, payment_id: str) -> None:
    """Ask whether a payment's money is available, and complete the orders that it paid, once.

    An order of which a bank disputes anything is left as it is: when the money comes back the payment is due again.
    Raises the provider's errors, and ``Busy``; it is due again: what the provider does not answer, or refuses to, is
    not known, and never counts as available.
    """
    context = clearing.context
    payment, now = read_payment(context.table, payment_id), context.clock.now()
    if payment is None or payment.state is not PaymentState.SUCCEEDED or payment.intent_id is None:
        return
    # First, so that a payment whose look fails does not hold up the others at every run.
    mark = now + _AGAIN
    if not try_update(context.table, begin_look_update(payment, now, mark)):
        return  # Another run is here, or was.
    booked = _ask(clearing, payment, payment.intent_id)
    funds, available = _available(clearing, payment, booked, now)
    if not available:
        next_at = _next_look(clearing, payment, booked, now)
        try_update(context.table, later_update(payment, mark, next_at, funds))
        return
    disputes = _told_of(context, payment, payment.intent_id, booked) if booked else []
    if any(dispute.state != _LOST for dispute in disputes):
        try_update(context.table, later_update(payment, mark, now + _DISPUTED, funds))
        return
    _complete(context, payment, mark, funds, lost=bool(disputes))


def _ask(clearing: Clearing, payment: Payment, intent_id: str) -> Booked | None:
    """``None`` where nobody can ever tell: its account is closed to us, by the provider's word and by our own record.

    One alone does not do: under a key that is not ours every account is closed.
    """
    try:
        return clearing.funds.booked(intent_id, payment.account)
    except AccountUnreachable:
        account = read_account(clearing.context.table, payment.merchant_id)
        if account is None or (account.id in (payment.account, None) and account.state not in OVER):
            raise
        return None


def _told_of(context: PaymentContext, payment: Payment, intent_id: str, booked: Booked) -> list[WithdrawalFact]:
    """What an event told of that has not come yet counts first; which disputes no order's state tells of.

    Disputes are always asked for: Stripe does not say whether an inquiry makes a charge ``disputed``.
    """
    if booked.refunded > payment.returned:
        look_at_returns_of(context, payment.id, intent_id, payment.account)
    return uncounted_disputes_of(context, payment.id, intent_id, payment.account)


def _available(clearing: Clearing, payment: Payment, booked: Booked | None, now: datetime) -> tuple[Funds | None, bool]:
    """Where the money is booked, as far as that is known, and whether it is available by now."""
    if booked is not None and booked.funds.balance_transaction_id is not None:
        return booked.funds, booked.available
    counts_from = _fallback(clearing, payment)
    if now < counts_from:
        return (booked.funds if booked else None), False
    known = booked.funds if booked else Funds(payment.provider_charge or "")
    return replace(known, available_at=counts_from), True


def _next_look(clearing: Clearing, payment: Payment, booked: Booked | None, now: datetime) -> datetime:
    if booked is None:
        return _fallback(clearing, payment)
    if booked.funds.balance_transaction_id is None:
        return min(_fallback(clearing, payment), now + _NOT_BOOKED)
    told = booked.funds.available_at
    return told if told is not None and told > now else now + _AGAIN


def _fallback(clearing: Clearing, payment: Payment) -> datetime:
    return fallback(payment.settled_at or payment.created_at, clearing.business_days)


def _complete(context: PaymentContext, payment: Payment, mark: datetime, funds: Funds | None, *, lost: bool) -> None:
    """Every order that can be, with the end of this look, in one transaction: at most as many as one could settle.

    None of what a bank took for good in a way that cannot be counted.
    """
    for _ in range(_ATTEMPTS):
        now = context.clock.now()
        ready = [order for order in _orders(context, payment) if completable(order) and not lost]
        writes: list[Write] = [cleared_update(payment, mark, now, funds)]
        writes += [completed_update(order, now) for order in ready]
        try:
            context.table.transact(writes)
        except TransactionFailed as refused:
            if 0 in refused.failed:
                return  # Another look has begun, or money came back meanwhile, which makes it due anew.
        else:
            return
    raise Busy("an order is being changed, try again")


def _orders(context: PaymentContext, payment: Payment) -> list[Order]:
    """Those that this payment settled: all that it was for."""
    ids = [target.id for target in payment.targets if target.id.startswith(f"{ORDER.prefix}_")]
    return [from_item(item) for item in context.table.batch_get([ORDER.key(each) for each in ids])]
