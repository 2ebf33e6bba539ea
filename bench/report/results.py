"""Everything that one run has measured; a part that was not asked for is missing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bench.machine import Machine
from bench.measuring import FunctionFigures, Series
from bench.probing import InitCounts
from bench.stack.latency import LatencyFigures
from bench.stack.wallet import WalletFigures


@dataclass
class Results:
    """One run."""

    machine: Machine
    functions: list[FunctionFigures] = field(default_factory=list)
    probes: dict[str, InitCounts] = field(default_factory=dict)
    dates: tuple[Series, Series] | None = None
    wallet: WalletFigures | None = None
    latency: LatencyFigures | None = None
    counts: Mapping[str, Any] = field(default_factory=dict)

    def function(self, name: str) -> FunctionFigures | None:
        """One function's figures, if it was measured."""
        return next((each for each in self.functions if each.name == name), None)
