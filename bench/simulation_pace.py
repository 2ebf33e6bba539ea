"""How many histories a core plays in a second on the real handlers, and how many kinds of fault struck in them."""

import re
import subprocess
import sys
from dataclasses import dataclass
from typing import Final

from infra_cdk.paths import REPOSITORY

_PACE: Final = re.compile(r"(\d+) histories, \d+ steps, (\d+) histories a second\n(\d+) kinds of fault")


@dataclass(frozen=True)
class SimulationFigures:
    """``pace`` is histories a second of CPU time of one core."""

    histories: int
    pace: int
    kinds_of_fault: int


def measure_simulation(histories: int) -> SimulationFigures:
    """Play them. Raises ``CalledProcessError`` when a rule is broken: that is news, but not for a bench."""
    command = [sys.executable, "-m", "tests.simulation", "--seeds", str(histories)]
    done = subprocess.run(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True, check=True)
    return simulation_figures(done.stdout)


def simulation_figures(printed: str) -> SimulationFigures:
    """What the simulation's report says."""
    found = _PACE.search(printed)
    if found is None:
        raise ValueError(f"not the simulation's report: {printed}")
    return SimulationFigures(*map(int, found.groups()))
