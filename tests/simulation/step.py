"""One step of a history."""

import json
from dataclasses import dataclass

from tests.support.simulation.tasks import Fault


@dataclass(frozen=True, slots=True)
class Step:
    """One action; ``chance`` seeds every choice that it makes."""

    action: str
    chance: int
    faults: tuple[Fault, ...] = ()

    def has(self, kind: str) -> bool:
        """Whether this goes wrong here."""
        return bool(self.faults) and any(fault.kind == kind for fault in self.faults)

    @property
    def pauses(self) -> bool:
        """Whether its invocation stops somewhere in the middle."""
        return any(fault.kind.startswith("paused") for fault in self.faults)

    def text(self) -> str:
        """One line of JSON."""
        return json.dumps([self.action, self.chance, [[fault.kind, fault.at] for fault in self.faults]])
