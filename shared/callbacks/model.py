"""A callback: one event told to a merchant's server, and what became of it; and the line in which some wait. Pure."""

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Any, Final

from shared.callbacks.posting.port import Answer
from shared.canonical import canonical_json
from shared.clock import rfc3339

KEPT: Final = timedelta(days=180)
"""How long a callback is kept; then the table's TTL takes it. What is kept tells the next number."""

_PREFIX: Final = "cb_"
_CLOCKS: Final = timedelta(seconds=5)
"""By far the most that the clocks of two machines differ."""


class CallbackState(StrEnum):
    """``waiting`` for its first or its next try; ``failed`` for good, until somebody replays it."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Attempt:
    """The last try: ``error`` is a code of :mod:`shared.callbacks.posting.port`, ``None`` when it was taken."""

    at: datetime
    status: int | None
    error: str | None
    milliseconds: int


@dataclass(frozen=True, kw_only=True)
class Callback:
    """``subject_id`` is what it is about; ``sequence`` counts the callbacks about it from 1, without gaps.

    ``body`` is the exact text that is sent, the same at every try. ``attempts`` counts tries since it was made, or
    replayed. ``next_at`` is when a waiting one is tried next, as far as is known: not while its merchant's server is
    not well, nor behind another.
    """

    subject_id: str
    sequence: int
    body: str
    created_at: datetime
    state: CallbackState = CallbackState.WAITING
    attempts: int = 0
    last: Attempt | None = None
    next_at: datetime | None = None

    @property
    def id(self) -> str:
        """``cb_``, the subject and the number: so that one read finds it."""
        return f"{_PREFIX}{self.subject_id}.{self.sequence}"

    @cached_property
    def content(self) -> dict[str, Any]:
        """The body, parsed."""
        return dict(json.loads(self.body))

    @property
    def event_id(self) -> str:
        """The id of the event, which is its ``webhook-id`` as well."""
        return str(self.content["id"])

    @property
    def type(self) -> str:
        """The type of the event."""
        return str(self.content["type"])

    @property
    def merchant_id(self) -> str:
        """Whom it is for."""
        return str(self.content["merchant_id"])

    @property
    def waiting(self) -> bool:
        """Whether it is still to be sent."""
        return self.state is CallbackState.WAITING

    def tried(self, answer: Answer, at: datetime, *, next_at: datetime | None = None, last: bool = False) -> "Callback":
        """After a try at ``at``; ``last`` when it has failed for good unless it was taken."""
        state = CallbackState.DELIVERED if answer.delivered else self.state
        if last and not answer.delivered:
            state = CallbackState.FAILED
        attempt = Attempt(at, answer.status, answer.error, answer.milliseconds)
        following = next_at if state is CallbackState.WAITING else None
        return replace(self, state=state, attempts=self.attempts + 1, last=attempt, next_at=following)

    def replayed(self) -> "Callback":
        """To be sent once more, as if it never had been; what came of the last try stays to be seen."""
        return replace(self, state=CallbackState.WAITING, attempts=0, next_at=None)

    def public(self) -> dict[str, Any]:
        """The callback as the API shows it."""
        return {
            "id": self.id,
            "event_id": self.event_id,
            "type": self.type,
            "subject": self.subject_id,
            "sequence": self.sequence,
            "state": str(self.state),
            "attempts": self.attempts,
            "last_attempt": _public_attempt(self.last) if self.last else None,
            "next_at": rfc3339(self.next_at) if self.next_at else None,
            "created_at": rfc3339(self.created_at),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """There is one for a thing only while callbacks about it wait: who delivers one works on the line alone.

    ``head`` is the callback that was tried ``tries`` times. ``next_at`` is when to try; none while it is held, because
    its merchant's server is not well, since ``held_at``. Every change raises ``version``.
    """

    subject_id: str
    merchant_id: str
    head: int = 0
    tries: int = 0
    next_at: datetime | None = None
    held_at: datetime | None = None
    version: int = 1

    def due(self, now: datetime) -> bool:
        """Whether its first callback may be tried; no two machines have quite the same time."""
        return self.next_at is not None and self.next_at <= now + _CLOCKS

    def tries_of(self, sequence: int) -> int:
        """How often this callback was tried."""
        return self.tries if sequence == self.head else 0

    def claimed(self, sequence: int, next_at: datetime, *, counts: bool = True) -> "Line":
        """Before a try of this callback: the next is arranged, and the try counts, whatever becomes of this one."""
        tries = self.tries_of(sequence) + int(counts)
        return replace(self, head=sequence, tries=tries, next_at=next_at, held_at=None)

    def wanted(self, at: datetime) -> "Line":
        """To be tried at ``at``."""
        return replace(self, next_at=at, held_at=None)

    def replayed(self, sequence: int) -> "Line":
        """With this callback as if it never had been tried."""
        return replace(self, tries=0) if sequence == self.head else self

    def held(self, at: datetime) -> "Line":
        """To be tried when its merchant's server is well again."""
        return replace(self, next_at=None, held_at=self.held_at or at)


def next_body(detail: dict[str, Any], sequence: int) -> str:
    """The text of a callback from an event's detail."""
    return canonical_json({**detail, "sequence": sequence})


def subject_of(callback_id: str) -> tuple[str, int] | None:
    """Subject and number in the id of a callback; ``None`` for text that no callback has as its id."""
    subject_id, dot, number = callback_id.removeprefix(_PREFIX).rpartition(".")
    known = callback_id.startswith(_PREFIX) and dot and subject_id and number.isascii() and number.isdigit()
    return (subject_id, int(number)) if known and len(number) <= 9 and number[0] != "0" else None


def _public_attempt(attempt: Attempt) -> dict[str, Any]:
    return {
        "at": rfc3339(attempt.at),
        "status": attempt.status,
        "error": attempt.error,
        "milliseconds": attempt.milliseconds,
    }
