"""Plain text tables."""

import unicodedata
from collections.abc import Iterable, Sequence


def table(header: Sequence[str], rows: Iterable[Sequence[str]], right: frozenset[int] = frozenset()) -> str:
    """Lay rows out in columns; the columns in `right` are aligned to the right."""
    lines = [list(header), *(list(row) for row in rows)]
    widths = [max(_width(line[n]) for line in lines) for n in range(len(header))]
    laid_out = [_line(line, widths, right) for line in lines]
    return "\n".join([laid_out[0], "  ".join("-" * width for width in widths), *laid_out[1:]])


def clipped(text: str, width: int) -> str:
    """Shorten text that is wider than a column should be."""
    return text if len(text) <= width else text[: width - 1] + "…"


def _line(cells: Sequence[str], widths: Sequence[int], right: frozenset[int]) -> str:
    padded = [
        " " * (width - _width(cell)) + cell if n in right else cell + " " * (width - _width(cell))
        for n, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return "  ".join(padded).rstrip()


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
