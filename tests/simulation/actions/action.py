"""What an action is."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.simulation.step import Step
    from tests.simulation.world import World

Run = Callable[["World", "Step", Random], Any]


@dataclass(frozen=True, slots=True)
class Action:
    """``weight`` is how often it comes beside the others; one that comes ``always`` no history leaves out."""

    run: Run
    weight: int = 1
    always: bool = False
