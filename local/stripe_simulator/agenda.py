"""What is due at a later time, as plain data."""

import heapq
from dataclasses import dataclass, replace


@dataclass(frozen=True, order=True)
class Entry:
    """One thing to do: `kind` names the action, `target` the object's id in `account` ('' is the platform)."""

    due: float
    number: int
    kind: str
    account: str
    target: str
    detail: str = ""


class Agenda:
    """Entries ordered by time, then by when they were written down."""

    def __init__(self) -> None:
        self._heap: list[Entry] = []
        self._written = 0

    def add(self, due: float, kind: str, account: str, target: str, detail: str = "") -> None:
        """Plans `kind` for `target` at `due` (unix seconds)."""
        self._written += 1
        heapq.heappush(self._heap, Entry(due, self._written, kind, account, target, detail))

    def hasten(self, seconds: float) -> None:
        """Makes every entry due that much sooner."""
        self._heap = [replace(entry, due=entry.due - seconds) for entry in self._heap]

    def next_due(self) -> float | None:
        """When the earliest entry is due, or None."""
        return self._heap[0].due if self._heap else None

    def take_due(self, now: float) -> Entry | None:
        """Removes and gives the earliest entry that is due by `now`."""
        if self._heap and self._heap[0].due <= now:
            return heapq.heappop(self._heap)
        return None
