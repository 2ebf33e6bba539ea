"""Defects that the simulation has found and that are still open: the fixed run tells of them and goes on.

A row is the start of a problem's text and the issue or reason. Nothing is weakened: ``python -m tests.simulation
--seed N`` shows each one, and a row whose problem is mended goes.
"""

from typing import Final

KNOWN_FINDINGS: Final[dict[str, str]] = {}


def is_known(problem: str) -> bool:
    """Whether this has been reported."""
    return any(problem.startswith(start) for start in KNOWN_FINDINGS)
