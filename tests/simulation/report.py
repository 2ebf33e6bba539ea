"""What a run of many histories came to."""

from collections import Counter
from dataclasses import dataclass, field

from tests.simulation.history import History
from tests.simulation.play import Outcome

_NOT_FAULTS = frozenset({"redriven"})


@dataclass
class Report:
    """Counts over histories; ``failed`` keeps the first history of each problem's rule."""

    histories: int = 0
    steps: int = 0
    struck: Counter[str] = field(default_factory=Counter)
    failed: dict[str, History] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)

    def add(self, history: History, outcome: Outcome) -> None:
        """One more."""
        self.histories += 1
        self.steps += len(history.steps)
        for kind, count in outcome.struck.items():
            self.struck[kind.partition(":")[0]] += count
        if outcome.problem is not None and outcome.rule is not None:
            self.failed.setdefault(outcome.rule, history)
            self.problems.setdefault(outcome.rule, outcome.problem)

    @property
    def kinds(self) -> list[str]:
        """The kinds of fault that struck at least once."""
        return sorted(kind for kind, count in self.struck.items() if count > 0 and kind not in _NOT_FAULTS)

    def text(self, seconds: float) -> str:
        """For a person; ``seconds`` of one core."""
        pace = self.histories / max(seconds, 1e-9)
        lines = [
            f"{self.histories} histories, {self.steps} steps, {pace:.0f} histories a second",
            f"{len(self.kinds)} kinds of fault struck {sum(self.struck.values())} times:",
        ]
        lines += [f"  {self.struck[kind]:8} {kind}" for kind in self.kinds]
        return "\n".join(lines)
