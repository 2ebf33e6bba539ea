"""One time for everything in a history."""

from datetime import UTC, datetime, timedelta
from typing import Final

START: Final = datetime(2026, 11, 22, 3, 12, 42, tzinfo=UTC)
_START_SECONDS: Final = START.timestamp()


class VirtualClock:
    """Moves only when told to; ``skew`` is how far one invocation's machine is off. Counts whole microseconds."""

    def __init__(self) -> None:
        self.skew = timedelta()
        self._passed = 0
        self._seconds = _START_SECONDS
        self._present: datetime | None = START

    def now(self) -> datetime:
        """The present, as the product sees it."""
        if self._present is None:
            self._present = START + timedelta(0, 0, self._passed)
        return self._present + self.skew if self.skew else self._present

    def seconds(self) -> float:
        """The present, as the provider and the queues see it."""
        return self._seconds

    def pass_time(self, seconds: float) -> None:
        """Let that much time go by."""
        self.pass_microseconds(round(seconds * 1_000_000))

    def pass_microseconds(self, count: int) -> None:
        """The same, for a call."""
        self._passed += count
        self._seconds = _START_SECONDS + self._passed / 1_000_000
        self._present = None
