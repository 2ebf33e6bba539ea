"""The settings by which linked methods fill a wallet and pay orders, and where that stands. Pure."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from shared.clock import rfc3339
from shared.table.keys import shard_of, wallet_id
from shared.wallets.model import Consent

AUTO: Final = "auto"
"""In place of one method: whichever pays, in order of priority."""

BACKOFF: Final = (timedelta(hours=1), timedelta(hours=4), timedelta(hours=24), timedelta(hours=72))
"""How long nothing is tried after the first failure in a row, the second …"""

REPEATED: Final = 3
"""So many failures in a row are told as such, once for the row."""

WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_FROM, _SPREAD = 60, 540
"""Seconds after midnight, and over how many of them wallets are spread."""


class Every(StrEnum):
    """How often a schedule tops up."""

    DAY = "day"
    WEEK = "week"


class Cause(StrEnum):
    """What began a top-up: the balance, the schedule, or a request. Only what nobody asked for is held by failures."""

    THRESHOLD = "threshold"
    SCHEDULE = "schedule"
    REQUEST = "request"
    ORDERS = "orders"


@dataclass(frozen=True, slots=True)
class AutomaticTopUp:
    """Charge ``amount`` whenever the balance is below ``threshold`` (minor units); who agreed to that, when."""

    threshold: int
    amount: int
    method: str
    consent: Consent

    def terms(self) -> dict[str, Any]:
        """What was agreed to, beside the text."""
        return {"threshold": self.threshold, "amount": self.amount, "method": self.method}


@dataclass(frozen=True, slots=True)
class TopUpSchedule:
    """Charge ``amount`` (minor units) each day, or each week on ``weekday``, in UTC."""

    every: Every
    weekday: str | None
    amount: int
    method: str

    def next_turn(self, wallet: str, after: datetime) -> datetime:
        """The first one after that moment: shortly after midnight, at the wallet's own time."""
        midnight = after.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        turn = midnight + timedelta(seconds=_FROM + shard_of(wallet, _SPREAD))
        while turn <= after or (self.weekday is not None and WEEKDAYS[turn.weekday()] != self.weekday):
            turn += timedelta(days=1)
        return turn

    def public(self) -> dict[str, Any]:
        """As the API shows it."""
        return {"every": self.every, "weekday": self.weekday, "amount": self.amount, "method": self.method}


@dataclass(frozen=True, slots=True)
class Failures:
    """Charges in a row that brought nothing: how many, and of the last one why, when, and which payment (if it came so
    far). Nothing is tried by itself before ``next_at``.
    """

    count: int = 0
    reason: str | None = None
    at: datetime | None = None
    payment_id: str | None = None
    next_at: datetime | None = None

    def after(self, reason: str, payment_id: str | None, now: datetime) -> "Failures":
        """With another one."""
        wait = BACKOFF[min(self.count, len(BACKOFF) - 1)]
        return Failures(self.count + 1, reason, now, payment_id, now + wait)

    def hold(self, now: datetime) -> bool:
        """Whether it is too early to try again."""
        return self.next_at is not None and now < self.next_at

    def public(self) -> dict[str, Any]:
        """As the API shows them."""
        last = {"reason": self.reason, "payment": self.payment_id, "at": rfc3339(self.at)} if self.at else None
        next_try = rfc3339(self.next_at) if self.next_at else None
        return {"failures": self.count, "last_failure": last, "next_try_at": next_try}


NO_FAILURES: Final = Failures()


@dataclass(frozen=True, slots=True)
class Running:
    """The payment that was begun last and has not been accounted for, and what began it."""

    payment_id: str
    cause: Cause


@dataclass(frozen=True, slots=True, kw_only=True)
class Refill:
    """All of it for one wallet; every change makes ``version`` one more, which is 0 before the first.

    ``top_up`` is the one top-up by a linked method that may be on its way, ``collecting`` the one charge of orders:
    while it stands, there is no other. ``schedule_at`` is the schedule's next turn, ``look_at`` a moment at which to
    look again for orders that an index may not have shown yet; ``due`` is when a schedule wakes this (as stored).
    """

    merchant_id: str
    currency: str
    version: int = 0
    automatic: AutomaticTopUp | None = None
    schedule: TopUpSchedule | None = None
    schedule_at: datetime | None = None
    collects: Consent | None = None
    top_up: Running | None = None
    collecting: Running | None = None
    top_up_failures: Failures = NO_FAILURES
    collect_failures: Failures = NO_FAILURES
    look_at: datetime | None = None
    due: datetime | None = field(default=None, compare=False)

    @property
    def wallet(self) -> str:
        """The wallet's name."""
        return wallet_id(self.merchant_id, self.currency)

    def forgiven(self) -> "Refill":
        """What failed may be tried again at once."""
        return replace(self, top_up_failures=NO_FAILURES, collect_failures=NO_FAILURES)

    def next_due(self, now: datetime) -> datetime | None:
        """When this is to be looked at although nothing happens; whatever is due by now has had its turn."""
        moments: list[datetime | None] = [self.look_at]
        if self.top_up or self.collecting:
            moments.append(now + timedelta(hours=1))  # Its end is told by the stream; this is for what is lost.
        if self.automatic is not None:
            moments.append(self.top_up_failures.next_at)
        if self.collects is not None:
            moments.append(self.collect_failures.next_at)
        if self.schedule_at is not None and self.top_up is None:
            moments.append(max(self.schedule_at, self.top_up_failures.next_at or self.schedule_at))
        return min((moment for moment in moments if moment is not None and moment > now), default=None)

    def public(self) -> dict[str, Any]:
        """The part of a wallet that the API shows of it; ``pending_top_up`` is a payment's id."""
        automatic, schedule = self.automatic, self.schedule
        terms = automatic.terms() if automatic else {"threshold": None, "amount": None, "method": None}
        next_at = rfc3339(self.schedule_at) if self.schedule_at else None
        return {
            "automatic_top_up": {
                "enabled": automatic is not None,
                **terms,
                **consent_shown(automatic.consent if automatic else None),
                **self.top_up_failures.public(),
            },
            "top_up_schedule": schedule.public() | {"next_at": next_at} if schedule else None,
            "pending_top_up": self.top_up.payment_id if self.top_up else None,
            "collect_from_methods": {
                "enabled": self.collects is not None,
                **consent_shown(self.collects),
                "pending": self.collecting.payment_id if self.collecting else None,
                **self.collect_failures.public(),
            },
        }


def consent_shown(consent: Consent | None) -> dict[str, Any]:
    """Text, person and time, or three times nothing."""
    return {
        "terms": consent.terms if consent else None,
        "accepted_by": consent.accepted_by if consent else None,
        "accepted_at": rfc3339(consent.accepted_at) if consent else None,
    }
