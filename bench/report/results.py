"""Everything that one run has measured; a part that was not asked for is missing."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bench.counts import Count
from bench.machine import Machine
from bench.measuring import FunctionFigures, Series
from bench.probing import InitCounts
from bench.simulation_pace import SimulationFigures
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
    simulation: SimulationFigures | None = None
    parts: Mapping[str, float] = field(default_factory=dict)
    """Of a simulated history, which share of its CPU is whose."""
    counts: Mapping[str, Count] = field(default_factory=dict)
    dollars: float | None = None
    """Of a million orders, by the cost model."""

    def function(self, name: str) -> FunctionFigures | None:
        """One function's figures, if it was measured."""
        return next((each for each in self.functions if each.name == name), None)
