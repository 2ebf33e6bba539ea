"""What a top-up would do: how much clears how many waiting orders, and how long credits last. Pure arithmetic."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate
from typing import Any, Final

from shared.clock import rfc3339
from shared.payments.model import Target
from shared.wallets.model import Wallet

_DAY: Final = 86_400


@dataclass(frozen=True, slots=True)
class Spending:
    """What orders took from a wallet, less what came back of them, in the ``seconds`` since that moment."""

    amount: int
    since: datetime
    seconds: int

    @property
    def daily(self) -> int:
        """On an average day, in minor units, rounded down."""
        return self.amount * _DAY // self.seconds

    def days_left(self, balance: int) -> int | None:
        """Whole days that this balance lasts; ``None`` when nothing was spent."""
        return max(0, balance) * self.seconds // (self.amount * _DAY) if self.amount > 0 else None


def thresholds(amounts: Sequence[int]) -> list[int]:
    """For each count from 1: the least that clears so many of these orders, drained in this order, skipping.

    With that or with any more at least so many are cleared, with one minor unit less they are not. What fails to clear
    ``k`` orders and yet is largest pays the first ``k - 1`` and then lacks one unit for the smallest of the others.
    """
    smallest_from = list(accumulate(reversed(amounts), min))[::-1]
    return [before + smallest for before, smallest in zip(accumulate(amounts, initial=0), smallest_from, strict=False)]


def cleared(budget: int, amounts: Iterable[int]) -> int:
    """How many of these orders a drain pays with this much."""
    count = 0
    for amount in amounts:
        if amount <= budget:
            budget, count = budget - amount, count + 1
    return count


def advise(
    wallet: Wallet, waiting: Sequence[Target], spending: Spending, now: datetime, *, more: bool = False
) -> dict[str, Any]:
    """Advice for these waiting orders, oldest first; ``more`` tells that others wait behind them.

    ``clears`` says of the next order, of half and of all that can be cleared today: the exact top-up from which on at
    least so many are. ``covered`` is how many a drain pays without any. ``blocked_by_limits`` are those that no money
    clears: on any day, and before the day turns. ``stopped`` says why nothing is debited automatically at all.
    """
    limits, day_left = wallet.limits, wallet.limits.left(wallet.spent, now)
    possible = [target.amount for target in waiting if not limits.forbid(target.amount)]
    fitting = [amount for amount in possible if day_left is None or amount <= day_left]
    sure = [least for least in thresholds(fitting) if day_left is None or least <= day_left]
    covered = cleared(wallet.balance if day_left is None else min(wallet.balance, day_left), fitting)
    milestones = {covered + 1, (len(sure) + 1) // 2, len(sure)}
    return {
        "currency": wallet.currency,
        "balance": wallet.balance,
        "debt": wallet.debt,
        "stopped": wallet.stopped,
        "waiting": {"orders": len(waiting), "amount": sum(target.amount for target in waiting), "more": more},
        "covered": covered,
        "clears": [
            {"top_up": sure[count - 1] - wallet.balance, "orders": count}
            for count in sorted(milestones)
            if covered < count <= len(sure)
        ],
        "top_up_to_clear_all": max(0, sum(possible) - wallet.balance),
        "blocked_by_limits": {
            "always": len(waiting) - len(possible),
            "until_tomorrow": max(0, len(possible) - max(covered, len(sure))),
        },
        "average_daily_spend": spending.daily,
        "spend_since": rfc3339(spending.since),
        "runway_days": spending.days_left(wallet.balance),
    }
