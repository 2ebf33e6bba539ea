"""One time for everything in a history."""

from datetime import UTC, datetime, timedelta
from typing import Final

START: Final = datetime(2026, 11, 22, 3, 12, 42, tzinfo=UTC)


class VirtualClock:
    """Moves only when told to; ``skew`` is how far one invocation's machine is off."""

    def __init__(self) -> None:
        self.moment = START
        self.skew = timedelta()

    def now(self) -> datetime:
        """The present, as the product sees it."""
        return self.moment + self.skew

    def seconds(self) -> float:
        """The present, as the provider and the queues see it."""
        return self.moment.timestamp()

    def pass_time(self, seconds: float) -> None:
        """Let that much time go by."""
        self.moment += timedelta(seconds=seconds)
