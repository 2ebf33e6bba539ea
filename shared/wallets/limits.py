"""What bounds automatic debit: so much for one order, so much on one day in UTC. Pure arithmetic."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from shared.clock import rfc3339
from shared.table.keys import shard_of

_SETTLES, _SPREAD = 60, 540
"""Seconds after midnight: not before the index knows what was refused last, and then not all wallets at once."""


@dataclass(frozen=True, slots=True)
class Spent:
    """What automatic debit took on the last day on which it took anything; ``day`` is ``2026-11-22``, or empty."""

    day: str = ""
    amount: int = 0

    def on(self, now: datetime) -> "Spent":
        """What was taken on this day. A day never ends twice: of two clocks around midnight the later one counts."""
        day = rfc3339(now)[:10]
        return self if self.day >= day else Spent(day, 0)

    def plus(self, amount: int, now: datetime) -> "Spent":
        """After another debit."""
        taken = self.on(now)
        return Spent(taken.day, taken.amount + amount)


@dataclass(frozen=True, slots=True)
class Limits:
    """Minor units; ``None`` is no limit. They bind automatic debit and draining, not what is paid by hand."""

    per_order: int | None = None
    per_day: int | None = None

    def forbid(self, amount: int) -> bool:
        """Whether an order of this amount is too large on any day."""
        return any(limit is not None and amount > limit for limit in (self.per_order, self.per_day))

    def left(self, spent: Spent, now: datetime) -> int | None:
        """What may still be taken on this day; never below zero, ``None`` for any amount."""
        return None if self.per_day is None else max(0, self.per_day - spent.on(now).amount)

    def public(self) -> dict[str, Any]:
        """As the API shows them."""
        return {"per_order": self.per_order, "per_day": self.per_day}


NO_LIMITS: Final = Limits()
NOTHING_SPENT: Final = Spent()


def turn_of_day(spent: Spent, now: datetime, wallet: str) -> datetime:
    """When the daily limit is whole again: after the next midnight in UTC, at the wallet's own moment."""
    midnight = datetime.fromisoformat(spent.on(now).day).replace(tzinfo=UTC) + timedelta(days=1)
    return midnight + timedelta(seconds=_SETTLES + shard_of(wallet, _SPREAD))
