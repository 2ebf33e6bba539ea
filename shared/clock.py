"""Time: always UTC, written as RFC 3339 with milliseconds and ``Z`` so that text order is time order."""

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Where the present comes from; tests and the simulation pass their own."""

    def now(self) -> datetime:
        """The present, time zone aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present in UTC."""
        return datetime.now(UTC)


def rfc3339(moment: datetime) -> str:
    """``2026-11-22T03:12:42.123Z``; fixed width, so that strings sort by time."""
    if moment.tzinfo is not UTC:
        moment = moment.astimezone(UTC)
    return moment.isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def parse_rfc3339(text: str) -> datetime:
    """Read what :func:`rfc3339` wrote. Raises ``ValueError`` for anything else, and for a time without a zone."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a time needs a zone")
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("a time outside of the calendar") from error


def seconds_since(moment: str, now: datetime) -> float | None:
    """Seconds from a time as text until ``now``, to the millisecond; ``None`` for what is no time.

    Metrics are made of it, and a metric fails nothing.
    """
    try:
        return (now - parse_rfc3339(moment)) // timedelta(milliseconds=1) / 1000
    except ValueError:
        return None
