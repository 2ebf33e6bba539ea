"""Paying orders from credits, many in one transaction, one writer to a wallet (design, section 4, step 3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from shared.clock import Clock
from shared.errors import Busy
from shared.ids import derived_id
from shared.orders.model import UnpaidReason
from shared.orders.store import OrderVersion, Settled, paid_update, waiting_update
from shared.payments.model import Means, Payment, PaymentState, Target
from shared.payments.store import to_item
from shared.table.port import ABSENT, Put, Table, TransactionFailed, Write
from shared.wallets.model import JournalLine, LineKind, Wallet, turn_page
from shared.wallets.store import as_read, read_wallet, turn_page_writes

MAX_ORDERS: Final = 97
"""Orders to one transaction: 100 writes less the payment, the journal page and the wallet."""

_ATTEMPTS: Final = 8


@dataclass(frozen=True, slots=True)
class Waiting:
    """An order that the wallet does not pay now, and why; ``shortfall`` in minor units."""

    target: Target
    reason: UnpaidReason
    shortfall: int | None


@dataclass(frozen=True, slots=True)
class DebitPlan:
    """Which orders a wallet pays, oldest first, skipping what does not fit."""

    paid: tuple[Target, ...]
    waiting: tuple[Waiting, ...]


def plan_debit(wallet: Wallet, targets: Sequence[Target], *, by_hand: bool = False) -> DebitPlan:
    """Decide on each order in turn against what the ones before it left over; ``by_hand`` needs no consent."""
    left, stopped = wallet.balance, None if by_hand else _stopped(wallet)
    paid: list[Target] = []
    waiting: list[Waiting] = []
    for target in targets:
        if stopped is not None:
            waiting.append(Waiting(target, stopped, None))
        elif target.amount > left:
            waiting.append(Waiting(target, UnpaidReason.INSUFFICIENT_CREDITS, target.amount - left))
        else:
            left -= target.amount
            paid.append(target)
    return DebitPlan(tuple(paid), tuple(waiting))


def _stopped(wallet: Wallet) -> UnpaidReason | None:
    """Why nothing at all may be debited automatically."""
    if wallet.consent is None:
        return UnpaidReason.AUTO_DEBIT_OFF
    return UnpaidReason.PAUSED if wallet.paused or wallet.debt else None


def debit_orders(
    table: Table, clock: Clock, merchant_id: str, currency: str, targets: Sequence[Target], *, again: bool = False
) -> DebitPlan:
    """Pay what the wallet covers and say of the rest why not: one read and one transaction where nobody interferes.

    ``again`` is for orders that wait already: what still is not covered keeps its reason, and costs no write.
    An order that is paid, claimed, cancelled or changed meanwhile is left out. Raises ``Busy`` when other writers were
    in the way too often; nothing has then changed.
    """
    remaining = list({target.order_id: target for target in targets}.values())
    for _ in range(_ATTEMPTS):
        wallet = read_wallet(table, merchant_id, currency)
        plan = plan_debit(wallet, remaining)
        if again:
            plan = DebitPlan(plan.paid, ())
        if not plan.paid and not plan.waiting:
            return plan
        order_writes = _order_writes(wallet, plan, clock.now())
        try:
            table.transact([*order_writes, *_wallet_writes(wallet, plan, clock.now())])
        except TransactionFailed as refused:
            decided = [*plan.paid, *(wait.target for wait in plan.waiting)]
            gone = {decided[place] for place in refused.failed if place < len(decided)}
            remaining = [target for target in remaining if target not in gone]
            if not remaining:
                return DebitPlan((), ())
        else:
            return plan
    raise Busy("the wallet is being changed, try again")


def _order_writes(wallet: Wallet, plan: DebitPlan, now: datetime) -> list[Write]:
    payment_id = _payment_id(wallet)
    writes: list[Write] = [
        paid_update(
            _version(wallet, target),
            Settled(payment_id, Means.CREDITS, target.amount, now),
            claimed=False,
        )
        for target in plan.paid
    ]
    writes += [waiting_update(_version(wallet, wait.target), wait.reason, wait.shortfall, now) for wait in plan.waiting]
    return writes


def _version(wallet: Wallet, target: Target) -> OrderVersion:
    return OrderVersion(target.order_id, wallet.merchant_id, target.amount_version)


def _wallet_writes(wallet: Wallet, plan: DebitPlan, now: datetime) -> list[Write]:
    if not plan.paid:
        # Nothing may have been paid in between, or these orders would wait for a reason that has gone.
        return [as_read(wallet)]
    payment = Payment(
        id=_payment_id(wallet),
        merchant_id=wallet.merchant_id,
        means=Means.CREDITS,
        amount=sum(target.amount for target in plan.paid),
        currency=wallet.currency,
        created_at=now,
        state=PaymentState.SUCCEEDED,
        orders=plan.paid,
        settled_at=now,
        page=wallet.sequence + 1,
    )
    return [*journal_writes(wallet, payment, automatic=True), Put(to_item(payment), ABSENT)]


def journal_writes(wallet: Wallet, payment: Payment, *, automatic: bool) -> list[Write]:
    """The wallet's update and the page with one line for each order that this payment takes from it."""
    lines = [JournalLine(LineKind.ORDER, target.order_id, -target.amount) for target in payment.orders]
    after, page = turn_page(wallet, lines, payment_id=payment.id, at=payment.created_at)
    return list(turn_page_writes(wallet, after, page, automatic=automatic))


def _payment_id(wallet: Wallet) -> str:
    """One payment to a journal page, named by the page it will be."""
    return derived_id("pay", wallet.merchant_id, wallet.currency, str(wallet.sequence + 1))
