"""Which orders a wallet pays: oldest first, skipping what does not fit, within what automatic debit may take. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.orders.model import UnpaidReason
from shared.payments.model import Target
from shared.wallets.limits import NO_LIMITS, Limits
from shared.wallets.model import Wallet


@dataclass(frozen=True, slots=True)
class Waiting:
    """An order that the wallet does not pay now, and why; ``shortfall`` in minor units.

    ``until_tomorrow`` tells that only the daily limit holds it back: it may be paid once the day has turned.
    """

    target: Target
    reason: UnpaidReason
    shortfall: int | None = None
    until_tomorrow: bool = False

    @property
    def by_methods(self) -> bool:
        """Whether it is only that credits do not pay it: then linked methods may, where the merchant wants that."""
        return self.reason in (UnpaidReason.INSUFFICIENT_CREDITS, UnpaidReason.AUTO_DEBIT_OFF)


@dataclass(frozen=True, slots=True)
class DebitPlan:
    """What is paid and what waits, each oldest first."""

    paid: tuple[Target, ...]
    waiting: tuple[Waiting, ...]

    @property
    def until_tomorrow(self) -> bool:
        """Whether anything waits for the turn of the day."""
        return any(wait.until_tomorrow for wait in self.waiting)


def plan_debit(wallet: Wallet, targets: Sequence[Target], now: datetime, *, by_hand: bool = False) -> DebitPlan:
    """Decide on each order in turn against what the ones before it left over.

    ``by_hand`` needs no consent and knows no limits.
    """
    stopped, limits = (None, NO_LIMITS) if by_hand else (wallet.stopped, wallet.limits)
    left, day_left = wallet.balance, limits.left(wallet.spent, now)
    paid: list[Target] = []
    waiting: list[Waiting] = []
    for target in targets:
        wait = Waiting(target, UnpaidReason(stopped)) if stopped else _obstacle(target, limits, left, day_left)
        if wait is not None:
            waiting.append(wait)
            continue
        left -= target.amount
        day_left = None if day_left is None else day_left - target.amount
        paid.append(target)
    return DebitPlan(tuple(paid), tuple(waiting))


def _obstacle(target: Target, limits: Limits, left: int, day_left: int | None) -> Waiting | None:
    """Why this order is not paid: what no money helps against comes first, what time alone mends last."""
    if limits.forbid(target.amount):
        return Waiting(target, UnpaidReason.OVER_LIMIT)
    if target.amount > left:
        return Waiting(target, UnpaidReason.INSUFFICIENT_CREDITS, target.amount - left)
    if day_left is not None and target.amount > day_left:
        return Waiting(target, UnpaidReason.OVER_LIMIT, until_tomorrow=True)
    return None
