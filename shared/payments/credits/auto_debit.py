"""Paying orders from credits, many in one transaction, one writer to a wallet (design, section 4, step 3)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Final

from shared.clock import Clock
from shared.errors import Busy
from shared.ids import derived_id
from shared.orders.store import OrderVersion, Settled, paid_update, waiting_update
from shared.payments.credits.planning import DebitPlan, Waiting, plan_debit
from shared.payments.model import Means, Payment, PaymentState, Target
from shared.payments.store import to_item
from shared.table.port import ABSENT, Put, Table, TransactionFailed, Update, Write
from shared.wallets.limits import turn_of_day
from shared.wallets.model import JournalLine, LineKind, Wallet, turn_page
from shared.wallets.store import as_read, is_due_by, read_wallet, turn_page_writes

MAX_ORDERS: Final = 97
"""Orders to one transaction: 100 writes less the payment, the journal page and the wallet."""

_ATTEMPTS: Final = 8


def debit_orders(
    table: Table,
    clock: Clock,
    merchant_id: str,
    currency: str,
    targets: Sequence[Target],
    *,
    told: Mapping[str, str | None] = MappingProxyType({}),
) -> DebitPlan:
    """Pay what the wallet covers and say of the rest why not: one read and one transaction where nobody interferes.

    ``told`` has the reason that an order which waits already says: where that still holds, it costs no write.
    An order that is paid, claimed, cancelled or changed meanwhile is left out. Orders that only the daily limit holds
    back have the wallet looked at again when the day turns. Raises ``Busy`` when other writers were in the way too
    often; nothing has then changed.
    """
    remaining = list({target.id: target for target in targets}.values())
    for _ in range(_ATTEMPTS):
        wallet, now = read_wallet(table, merchant_id, currency), clock.now()
        plan = plan_debit(wallet, remaining, now)
        wake_at = turn_of_day(wallet.spent, now, wallet.id) if plan.until_tomorrow else None
        news = tuple(wait for wait in plan.waiting if told.get(wait.target.id) != wait.reason)
        plan = DebitPlan(plan.paid, news)
        if not plan.paid and not plan.waiting and (wake_at is None or is_due_by(wallet, wake_at)):
            return plan
        order_writes = _order_writes(wallet, plan, now)
        try:
            table.transact([*order_writes, *_wallet_writes(wallet, plan, now, wake_at)])
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
            Settled(payment_id, Means.CREDITS, target.amount, now, available=True),
            claimed=False,
        )
        for target in plan.paid
    ]
    writes += [_waiting(wallet, wait, now) for wait in plan.waiting]
    return writes


def _waiting(wallet: Wallet, wait: Waiting, now: datetime) -> Update:
    by_methods = wallet.collects and wait.by_methods
    return waiting_update(_version(wallet, wait.target), wait.reason, wait.shortfall, now, by_methods=by_methods)


def _version(wallet: Wallet, target: Target) -> OrderVersion:
    return OrderVersion(target.id, wallet.merchant_id, target.version)


def _wallet_writes(wallet: Wallet, plan: DebitPlan, now: datetime, wake_at: datetime | None) -> list[Write]:
    if not plan.paid:
        # Nothing may have been paid in between, or these orders would wait for a reason that has gone.
        return [as_read(wallet, wake_at)]
    payment = Payment(
        id=_payment_id(wallet),
        merchant_id=wallet.merchant_id,
        means=Means.CREDITS,
        amount=sum(target.amount for target in plan.paid),
        currency=wallet.currency,
        created_at=now,
        state=PaymentState.SUCCEEDED,
        targets=plan.paid,
        settled_at=now,
        page=wallet.sequence + 1,
    )
    return [*journal_writes(wallet, payment, automatic=True, wake_at=wake_at), Put(to_item(payment), ABSENT)]


def journal_writes(
    wallet: Wallet, payment: Payment, *, automatic: bool, wake_at: datetime | None = None
) -> list[Write]:
    """The wallet's update and the page with one line for each order that this payment takes from it."""
    lines = [JournalLine(LineKind.ORDER, target.id, -target.amount) for target in payment.targets]
    after, page = turn_page(wallet, lines, payment_id=payment.id, at=payment.created_at)
    if automatic:
        after = replace(after, spent=after.spent.plus(payment.amount, payment.created_at))
    return list(turn_page_writes(wallet, after, page, automatic=automatic, wake_at=wake_at))


def _payment_id(wallet: Wallet) -> str:
    """One payment to a journal page, named by the page it will be."""
    return derived_id("pay", wallet.merchant_id, wallet.currency, str(wallet.sequence + 1))
