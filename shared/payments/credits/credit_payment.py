"""Paying chosen orders from credits, at the merchant's own request: each order has its own outcome."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from shared.errors import Busy, Conflict
from shared.orders.model import Order
from shared.orders.store import OrderVersion, Settled, paid_update
from shared.payments.collecting.takeover import free_of_claims
from shared.payments.context import PaymentContext
from shared.payments.credits.auto_debit import journal_writes
from shared.payments.credits.planning import plan_debit
from shared.payments.model import Means, Outcome, Payment, PaymentState, Result, Target
from shared.payments.store import from_item, to_item
from shared.table.create import key_reused, same_request
from shared.table.port import ABSENT, Put, TransactionFailed, Write
from shared.wallets.model import Wallet
from shared.wallets.store import as_read, read_wallet

_ATTEMPTS: Final = 8


@dataclass(frozen=True, slots=True)
class Asked:
    """What the merchant asked for: the id that the payment will have, and the digest that tells a repeat."""

    payment_id: str
    merchant_id: str
    request_digest: str


def pay_whole_from_credits(context: PaymentContext, asked: Asked, orders: Sequence[Order]) -> Payment | None:
    """The payment of all of these orders; ``None``, and nothing is changed, when credits do not cover every one.

    The orders are free of claims. Raises ``Conflict`` when one of them was paid or claimed meanwhile, and ``Busy``.
    """
    targets = [Target(order.id, order.amount, order.amount_version) for order in orders]
    for _ in range(_ATTEMPTS):
        wallet = read_wallet(context.table, asked.merchant_id, orders[0].currency)
        payment = _payment(context, asked, wallet, targets, {})
        if payment.left_out:
            return None
        try:
            context.table.transact(_writes(payment, wallet, asked))
        except TransactionFailed as refused:
            if 0 in refused.failed:
                return from_item(same_request(refused.failed[0], asked.request_digest, key_reused()))
            if any(place <= len(targets) for place in refused.failed):
                raise Conflict("an order of these was paid or claimed meanwhile", code="payment_pending") from refused
        else:
            return payment
    raise Busy("the wallet is being changed, try again")


def pay_from_credits(context: PaymentContext, asked: Asked, orders: Sequence[Order]) -> Payment:
    """The payment with what it paid and what it left out, and why; ``failed`` when it could pay nothing.

    Open checkouts of the orders are closed at the provider first. A repeat gets the payment that the first call made.
    Raises ``Busy`` when other writers were in the way too often; nothing has then changed.
    """
    left_out: dict[str, Result] = {}
    targets: list[Target] = []
    for order in orders:
        try:
            free = free_of_claims(context, order)
        except Conflict as error:
            left_out[order.id] = Result(order.id, Outcome.UNPAID, error.code)
        else:
            targets.append(Target(free.id, free.amount, free.amount_version))
    for _ in range(_ATTEMPTS):
        wallet = read_wallet(context.table, asked.merchant_id, orders[0].currency)
        payment = _payment(context, asked, wallet, targets, left_out)
        writes = _writes(payment, wallet, asked)
        try:
            context.table.transact(writes)
        except TransactionFailed as refused:
            if 0 in refused.failed:
                return from_item(same_request(refused.failed[0], asked.request_digest, key_reused()))
            gone = [payment.targets[place - 1].id for place in refused.failed if 0 < place <= len(payment.targets)]
            left_out |= {order_id: Result(order_id, Outcome.UNPAID, "changed_meanwhile") for order_id in gone}
            targets = [target for target in targets if target.id not in gone]
        else:
            return payment
    raise Busy("the wallet is being changed, try again")


def _payment(
    context: PaymentContext, asked: Asked, wallet: Wallet, targets: Sequence[Target], left_out: dict[str, Result]
) -> Payment:
    now = context.clock.now()
    plan = plan_debit(wallet, targets, now, by_hand=True)
    short = [Result(wait.target.id, Outcome.UNPAID, wait.reason, wait.shortfall) for wait in plan.waiting]
    payment = Payment(
        id=asked.payment_id,
        merchant_id=asked.merchant_id,
        means=Means.CREDITS,
        amount=sum(target.amount for target in plan.paid),
        currency=wallet.currency,
        created_at=now,
        state=PaymentState.SUCCEEDED,
        targets=plan.paid,
        left_out=(*left_out.values(), *short),
        settled_at=now,
        page=wallet.sequence + 1,
    )
    return (
        payment
        if plan.paid
        else replace(payment, state=PaymentState.FAILED, settled_at=None, page=None, failure="nothing_paid")
    )


def _writes(payment: Payment, wallet: Wallet, asked: Asked) -> list[Write]:
    """The payment first, then its orders, then the wallet and its page."""
    writes: list[Write] = [Put(to_item(payment, asked.request_digest), ABSENT)]
    if not payment.targets:
        return [*writes, as_read(wallet)]
    for target in payment.targets:
        version = OrderVersion(target.id, payment.merchant_id, target.version)
        settled = Settled(payment.id, payment.means, target.amount, payment.created_at, available=True)
        writes.append(paid_update(version, settled, claimed=False))
    return [*writes, *journal_writes(wallet, payment, automatic=False)]
