"""Medians with their spread, and ratios of things that were measured side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median, quantiles


@dataclass(frozen=True)
class Spread:
    """A median with its quartiles; the unit is that of the values."""

    median: float
    low: float
    high: float
    count: int

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread":
        """Raises ``ValueError`` for no values; one value has no spread."""
        if not values:
            raise ValueError("nothing was measured")
        if len(values) == 1:
            return cls(values[0], values[0], values[0], 1)
        low, _, high = quantiles(values, n=4, method="inclusive")
        return cls(median(values), low, high, len(values))


def percentile(values: Sequence[float], hundredths: int) -> float:
    """The value that so many hundredths of the values do not exceed (nearest rank)."""
    ordered = sorted(values)
    if not ordered:
        raise ValueError("nothing was measured")
    return ordered[max(0, -(-len(ordered) * hundredths // 100) - 1)]


def net_ratio(ours: Sequence[float], bare: Sequence[float], nothing: Sequence[float]) -> Spread:
    """How many times the bare one's cost is ours, both less what the runtime's client costs with an empty function.

    Each round has one of the three, taken one after the other, so that what else the machine does weighs on all alike.
    Raises ``ValueError`` when the bare one costs no more than the empty one: then there is nothing to compare with.
    """
    rounds = [
        (mine - empty) / (its - empty) for mine, its, empty in zip(ours, bare, nothing, strict=True) if its > empty
    ]
    if len(rounds) * 2 <= len(ours):
        raise ValueError("the bare function costs no more than an empty one")
    return Spread.of(rounds)
