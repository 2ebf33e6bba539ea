"""What can be wrong with a whole invocation."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from tests.support.simulation.tasks import Task


def _skewed(seconds: float) -> Callable[[Task], None]:
    def strike(task: Task) -> None:
        task.skew = timedelta(seconds=seconds)

    return strike


def _each_call_takes(seconds: float) -> Callable[[Task], None]:
    """Until the platform ends the invocation, wherever it is then."""

    def strike(task: Task) -> None:
        task.latency = seconds

    return strike


INVOCATION_FAULTS: Final[dict[str, Callable[[Task], None]]] = {
    "clock_slow": _skewed(-40),
    "clock_fast": _skewed(40),
    "calls_slow:3": _each_call_takes(3),
    "calls_slow:9": _each_call_takes(9),
    "calls_slow:25": _each_call_takes(25),
}
