"""How an invoice that was sent is collected by itself: what was tried, and when there is something to do next. Pure."""

import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from shared.canonical import canonical_json
from shared.clock import rfc3339

SHOWN: Final = 10
"""So many payments are kept, the newest; each has its own item for good."""


@dataclass(frozen=True, slots=True)
class Failure:
    """An attempt that took nothing: which, why, its payment (``None``: none was made), and when it began (RFC 3339)."""

    attempt: str
    reason: str
    payment_id: str | None
    begun_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """Times are RFC 3339. ``failures`` counts the attempts of the schedule that took nothing, ``next_at`` is its next.

    ``linked_at`` asks for an attempt besides, because the merchant has linked a method. ``not_before`` puts all off,
    ``waits`` counts how often that was for somebody else's claim in a row. ``reason`` is that of the last failure.
    ``by_hand``: when it was looked at last, this merchant was not to be charged by itself.
    """

    failures: int = 0
    next_at: str | None = None
    linked_at: str | None = None
    not_before: str | None = None
    waits: int = 0
    reason: str | None = None
    failed_at: str | None = None
    overdue_told: bool = False
    by_hand: bool = False
    payments: tuple[str, ...] = ()

    @property
    def exhausted(self) -> bool:
        """The last attempt of the schedule has failed."""
        return self.failures > 0 and self.next_at is None

    def text(self) -> str:
        """As it is stored: equal ones are equal text, so that a condition can hold on it."""
        return canonical_json(list(astuple(self)))

    def attempt_due(self, now: datetime) -> str | None:
        """The name of the attempt that is to be made, or that is being made; it stays until its end is recorded."""
        moment = rfc3339(now)
        if self.not_before is not None and self.not_before > moment:
            return None
        if self.next_at is not None and self.next_at <= moment:
            return str(self.failures + 1)
        return f"linked/{self.linked_at}" if self.linked_at is not None else None

    def next_moment(self, due_date: str) -> str | None:
        """When there is something to do or to say next; ``None`` when never."""
        moments = (self.next_at, self.linked_at, None if self.overdue_told else overdue_from(due_date))
        earliest = min((moment for moment in moments if moment is not None), default=None)
        return earliest if earliest is None else max(earliest, self.not_before or earliest)

    def after(self, failure: Failure, now: datetime, delays: Sequence[timedelta], due_date: str) -> "Collection":
        """With this failure; ``delays`` are those between the attempts of the schedule.

        None is the last one before the invoice is overdue, because an account is restricted after that. An attempt
        that was asked for because of a new method uses nothing of the schedule up; one that began after the method was
        there has tried it.
        """
        failures, next_at = self.failures, self.next_at
        if failure.attempt == str(failures + 1):
            failures += 1
            next_at = _next_attempt(failures, now, delays, overdue_from(due_date))
        answered = self.linked_at is not None and self.linked_at <= failure.begun_at
        kept = tuple(each for each in self.payments if each != failure.payment_id)
        return replace(
            self,
            failures=failures,
            next_at=next_at,
            linked_at=None if answered or failure.attempt.startswith("linked/") else self.linked_at,
            not_before=None,
            waits=0,
            by_hand=False,
            reason=failure.reason,
            failed_at=rfc3339(now),
            payments=(*kept, failure.payment_id)[-SHOWN:] if failure.payment_id else kept,
        )

    def public(self, *, owed: bool) -> dict[str, Any]:
        """As the API shows it; ``owed``: it is still to be paid."""
        return {
            "attempts": self.failures,
            "last_failure": {"reason": self.reason, "at": self.failed_at} if self.reason else None,
            "next_at": (self.linked_at or self.next_at) if owed and not self.by_hand else None,
            "exhausted": self.exhausted,
            "payments": list(self.payments),
        }


def collection_from(text: str) -> Collection:
    """What :meth:`Collection.text` wrote."""
    names = list(Collection.__dataclass_fields__)
    values = dict(zip(names, json.loads(text), strict=True))
    return Collection(**values | {"payments": tuple(values["payments"])})


def _next_attempt(made: int, now: datetime, delays: Sequence[timedelta], overdue: str) -> str | None:
    """When, after so many; none is the last before ``overdue``, also if the schedule has become shorter meanwhile."""
    if made < len(delays):
        return rfc3339(now + delays[made - 1])
    if made == len(delays):
        return max(rfc3339(now + delays[-1]), overdue)
    return overdue if overdue > rfc3339(now) else None


def overdue_from(due_date: str) -> str:
    """The moment from which it is overdue: the end of that day in UTC."""
    day = min(date.fromisoformat(due_date), date.max - timedelta(days=1)) + timedelta(days=1)
    return rfc3339(datetime(day.year, day.month, day.day, tzinfo=UTC))
