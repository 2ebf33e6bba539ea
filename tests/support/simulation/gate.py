"""Every call of the product to a world outside passes here: time goes by, and faults strike."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from tests.support.simulation.clock import VirtualClock
from tests.support.simulation.tasks import LATENCY, Crash, Task

_LATENCY: Final = round(LATENCY * 1_000_000)


@dataclass(frozen=True, slots=True)
class CallPoint:
    """One call: ``perform`` does it; ``busy`` and ``no_answer`` make the error that the caller would see."""

    scope: str
    name: str
    task: Task
    perform: Callable[[], Any]
    busy: Callable[[], Exception]
    no_answer: Callable[[], Exception]
    special: Callable[[str], Any] | None = None


@dataclass(frozen=True, slots=True)
class CallFault:
    """How a kind of fault acts on a call of one of its scopes."""

    scopes: frozenset[str]
    strike: Callable[[CallPoint], Any]

    def meets(self, scope: str) -> bool:
        """Whether calls of this scope can suffer it."""
        return scope in self.scopes


class Gate:
    """Knows who runs now. Without a task (the simulation's own looks) calls pass untouched."""

    def __init__(self, clock: VirtualClock, faults: dict[str, CallFault], struck: Counter[str]) -> None:
        self.task: Task | None = None
        self._clock = clock
        self._faults = faults
        self._struck = struck

    def run(self, task: Task, go: Callable[[], None]) -> None:
        """Let a task run until it ends or pauses."""
        before, self.task = self.task, task
        skew, self._clock.skew = self._clock.skew, task.skew
        try:
            go()
        finally:
            self.task, self._clock.skew = before, skew

    def now(self) -> float:
        """The present in seconds."""
        return self._clock.seconds()

    def is_quiet(self) -> bool:
        """Whether the call that comes now passes untouched; its time goes by here. Else it goes by :meth:`call`."""
        task = self.task
        if task is None:
            return True
        if task.armed.left or task.latency != LATENCY:
            return False
        self._clock.pass_microseconds(_LATENCY)
        return True

    def call(
        self,
        scope: str,
        name: str,
        perform: Callable[[], Any],
        busy: Callable[[], Exception],
        no_answer: Callable[[], Exception],
        special: Callable[[str], Any] | None = None,
    ) -> Any:
        """Do it, or what the faults make of it."""
        task = self.task
        if task is None:
            return perform()
        self._clock.pass_time(task.latency)
        if self._clock.seconds() - task.started_at > task.longest:
            self._struck["function_timed_out"] += 1
            raise Crash("the platform ended it")
        if not task.armed.left:
            return perform()
        fault = task.armed.strike(lambda kind: kind in self._faults and self._faults[kind].meets(scope))
        if fault is None:
            return perform()
        self._struck[fault.kind] += 1
        point = CallPoint(scope, name, task, perform, busy, no_answer, special)
        return self._faults[fault.kind].strike(point)
