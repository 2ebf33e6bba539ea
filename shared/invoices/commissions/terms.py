"""How much the commission of an order is. Pure; integers alone, rounded half up."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

_WHOLE: Final = 10_000
"""Basis points of the whole."""


@dataclass(frozen=True, slots=True)
class Terms:
    """``basis_points`` of what was paid, and at least ``minimum`` minor units; never more than was paid."""

    basis_points: int
    minimum: int = 0

    def of(self, paid: int) -> int:
        """The commission of an order that was paid with so many minor units."""
        return min(paid, max(half_up(paid * self.basis_points, _WHOLE), self.minimum))


def terms_of(kept: Mapping[str, int] | None) -> Terms | None:
    """The terms in a merchant's settings, if there are any."""
    return Terms(kept["basis_points"], kept.get("minimum", 0)) if kept else None


def owed(commission: int, paid: int, gone: int) -> int:
    """What of a commission is still owed when ``gone`` of ``paid`` minor units went back: the same part of it."""
    kept = max(0, paid - gone)
    return half_up(commission * kept, paid) if paid else 0


def half_up(dividend: int, divisor: int) -> int:
    """The quotient of two numbers that are not negative, as a whole number; a half goes up."""
    return (2 * dividend + divisor) // (2 * divisor)
