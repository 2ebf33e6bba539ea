"""Visible progress: one moving line on a terminal, now and then a plain line elsewhere."""

import sys
import threading
import time

from local.stack.console import say

_PLAIN_LINE_SECONDS = 2.0


class Progress:
    """Counts steps of one piece of work, from any thread."""

    def __init__(self, what: str, total: int) -> None:
        self._what, self._total, self._done = what, total, 0
        self._moving = sys.stdout.isatty()
        self._lock = threading.Lock()
        self._last = time.monotonic()

    def step(self) -> None:
        """Count one."""
        with self._lock:
            self._done += 1
            now = time.monotonic()
            if self._done < self._total and now - self._last < (0.1 if self._moving else _PLAIN_LINE_SECONDS):
                return
            self._last = now
            self._show()

    def _show(self) -> None:
        if not self._moving:
            say(f"{self._what}: {self._done} of {self._total}")
            return
        ending = "\n" if self._done >= self._total else ""
        print(f"\r          {self._what}: {self._done} of {self._total} ", end=ending, flush=True)
