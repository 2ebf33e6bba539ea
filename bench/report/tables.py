"""Markdown tables."""

from collections.abc import Iterable, Sequence

from bench.markdown import table_lines
from bench.spread import Spread


def table(head: Sequence[str], rows: Iterable[Sequence[str]], texts: int = 1) -> list[str]:
    """The first columns are ``texts``, the others are figures."""
    return [*table_lines(head, rows, texts), ""]


def figure(value: float | None, digits: int = 2) -> str:
    """A plain figure; a dash for what was not measured."""
    return "-" if value is None else f"{value:.{digits}f}"


def times(spread: Spread | None) -> str:
    """A ratio with its quartiles."""
    return "-" if spread is None else f"**{spread.median:.2f}** ({spread.low:.2f} to {spread.high:.2f})"


def within(spread: Spread, digits: int = 0) -> str:
    """A median with its quartiles."""
    return f"{spread.median:.{digits}f} ({spread.low:.{digits}f} to {spread.high:.{digits}f})"
