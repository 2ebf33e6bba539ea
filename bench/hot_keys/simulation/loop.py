"""Virtual time: what is due next, one thing after the other."""

import heapq
import itertools
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from tests.support.simulation.clock import START

HORIZON: Final = 4 * 3600.0
"""Seconds after which a run that has not come to rest is stuck."""


class Loop:
    """``now`` is seconds since the start."""

    def __init__(self) -> None:
        self.now = 0.0
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._numbers = itertools.count()

    def at(self, moment: float, do: Callable[[], None]) -> None:
        """Do that at that moment, or at once where it has passed."""
        heapq.heappush(self._due, (max(moment, self.now), next(self._numbers), do))

    def run(self) -> None:
        """Until nothing is due any more. Raises ``TimeoutError`` beyond the horizon."""
        while self._due:
            self.now, _, do = heapq.heappop(self._due)
            if self.now > HORIZON:
                raise TimeoutError("it does not come to rest")
            do()


class LoopClock:
    """The product's clock: the present of the invocation that runs."""

    def __init__(self, present: Callable[[], float]) -> None:
        self._present = present

    def now(self) -> datetime:
        """UTC."""
        return START + timedelta(seconds=self._present())
