"""One look at a wallet: what ended is accounted for, then at most one top-up and one charge of orders is begun."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from shared.clock import rfc3339
from shared.errors import AppError, Busy, Conflict, IdempotencyMismatch, InvalidRequest, NotFound
from shared.ids import derived_id, random_id
from shared.notifications.model import NoticeKind, NoticeValues
from shared.notifications.store import notice_put
from shared.payments.charging.cascade import advance
from shared.payments.context import ChargingContext
from shared.payments.model import Payment
from shared.payments.topping_up.accounting import account_for, failing_repeatedly, keep
from shared.payments.topping_up.beginning import begin_top_up
from shared.payments.topping_up.collecting import begin_collecting, orders_to_collect
from shared.payments.topping_up.messages import RefillRequest
from shared.table.due import CAUGHT_UP
from shared.table.port import Put
from shared.wallets.model import Wallet
from shared.wallets.refills.model import REPEATED, Cause, Failures, Refill
from shared.wallets.refills.store import read_both

_ATTEMPTS: Final = 10
_LOST: Final = frozenset({"payment_pending", "idempotency_mismatch"})
"""Somebody else took the wallet's place, or one of the orders: to be read again."""

_REFUSALS: Final = (Conflict, NotFound, InvalidRequest, IdempotencyMismatch)


def bring_up(context: ChargingContext, asked: RefillRequest) -> list[Payment]:
    """The payments that were begun, each as far as it could be brought now: a top-up, a charge of orders, or none.

    Safe to repeat, and beside another run: of two, one finds the wallet's place taken. What is on its way is left
    alone, whatever it waits for (rule M5). Raises ``Busy`` when others were in the way too often.
    """
    look = _Look(context, asked)
    for _ in range(_ATTEMPTS):
        wallet, refill = read_both(context.table, asked.merchant_id, asked.currency)
        now = context.clock.now()
        if refill.version == 0:
            break
        if account_for(context.table, refill, now) or look.top_up(wallet, refill, now):
            continue
        if look.collect(wallet, refill, now):
            continue
        if look.rest(refill, now):
            break
    else:
        raise Busy("the wallet is being changed, try again")
    return look.begun


@dataclass(slots=True)
class _Look:
    """Each step says whether it did anything: then all is read again."""

    context: ChargingContext
    asked: RefillRequest
    begun: list[Payment] = field(default_factory=list)
    topped_up: bool = False
    collected: bool = False

    def top_up(self, wallet: Wallet, refill: Refill, now: datetime) -> bool:
        """Begin the one that is wanted, if one is."""
        wish = None if self.topped_up else _wished(wallet, refill, now)
        if wish is None:
            return False
        cause, amount, method, occasion = wish
        try:
            payment = begin_top_up(
                self.context,
                refill,
                cause,
                payment_id=derived_id("pay", refill.merchant_id, "top-up", refill.currency, occasion),
                amount=amount,
                method=method,
                request_digest=random_id("run"),  # What another run began, it goes on with itself.
            )
        except _REFUSALS as refused:
            self._top_up_refused(refill, cause, amount, refused, now)
        else:
            self.topped_up = True
            self.begun.append(advance(self.context, payment.id))
        return True

    def collect(self, wallet: Wallet, refill: Refill, now: datetime) -> bool:
        """Charge the oldest orders that wait for it, if any do."""
        held = refill.collecting is not None or refill.collect_failures.hold(now)
        if self.collected or held or refill.collects is None or wallet.stopped == "paused":
            return False  # Paused, it has none to collect: the queue need not be read for that.
        orders = orders_to_collect(self.context.table, wallet, now)
        if not orders:
            self.collected = True
            return False
        try:
            payment = begin_collecting(self.context, refill, orders)
        except _REFUSALS as refused:
            if refused.code not in _LOST:
                amount = sum(order.amount for order in orders)
                failures = refill.collect_failures.after(_reason(refused), None, now)
                told = _not_begun(refill, NoticeKind.CHARGE_FAILED, failures, amount, now)
                self.collected = self._keep(refill, replace(refill, collect_failures=failures), [told], now)
        else:
            self.collected = True
            self.begun.append(advance(self.context, payment.id))
        return True

    def rest(self, refill: Refill, now: datetime) -> bool:
        """Nothing more to do now: see that it is looked at again when there is; whether that stands."""
        look_at = refill.look_at if refill.look_at is not None and refill.look_at > now else None
        if look_at is None and self.asked.orders and refill.collects is not None:
            look_at = now + CAUGHT_UP
        after = replace(refill, look_at=look_at)
        due = after.next_due(now)
        in_time = refill.due is not None and due is not None and now < refill.due <= due
        if after == refill and (in_time or refill.due is due is None):
            return True
        return self._keep(refill, after, [], now)

    def _top_up_refused(self, refill: Refill, cause: Cause, amount: int, refused: AppError, now: datetime) -> None:
        after = refill
        if cause is Cause.SCHEDULE and refill.schedule is not None:
            after = replace(after, schedule_at=refill.schedule.next_turn(refill.wallet, now))
        if refused.code not in _LOST:
            failures = refill.top_up_failures.after(_reason(refused), None, now)
            after = replace(after, top_up_failures=failures)
            told = [_not_begun(refill, NoticeKind.TOP_UP_FAILED, failures, amount, now)]
            if failures.count == REPEATED:
                told.append(failing_repeatedly(refill, failures, amount, now))
            self.topped_up = self._keep(refill, after, told, now)
        elif refused.code == "idempotency_mismatch" and after != refill:
            self._keep(refill, after, [], now)  # That turn has had its payment.

    def _keep(self, before: Refill, after: Refill, notices: list[Put], now: datetime) -> bool:
        return keep(self.context.table, before, after, notices, now)


def _wished(wallet: Wallet, refill: Refill, now: datetime) -> tuple[Cause, int, str, str] | None:
    """What began it, amount and method, and what makes it this one and no other: the turn's day, or the version."""
    if refill.top_up is not None or refill.top_up_failures.hold(now):
        return None
    schedule, automatic = refill.schedule, refill.automatic
    if schedule is not None and refill.schedule_at is not None and refill.schedule_at <= now:
        return Cause.SCHEDULE, schedule.amount, schedule.method, rfc3339(refill.schedule_at)[:10]
    if automatic is not None and wallet.balance < automatic.threshold:
        return Cause.THRESHOLD, automatic.amount, automatic.method, str(refill.version)
    return None


def _reason(refused: AppError) -> str:
    return "method_not_linked" if isinstance(refused, NotFound) else refused.code


def _not_begun(refill: Refill, kind: NoticeKind, failures: Failures, amount: int, now: datetime) -> Put:
    """There is no payment that would tell of it; the version that was read makes this the only notice."""
    values: NoticeValues = {"amount": amount, "currency": refill.currency, "reason": failures.reason or ""}
    values |= {"next_try": rfc3339(failures.next_at)} if failures.next_at else {}
    return notice_put(refill.merchant_id, kind, refill.wallet, f"not begun {refill.version}", values, now)
