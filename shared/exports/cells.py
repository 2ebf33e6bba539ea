"""Cells of a CSV (RFC 4180) that no spreadsheet takes for a formula.

https://owasp.org/www-community/attacks/CSV_Injection: what begins with one of a few characters is computed, and who
opens a file with commas where semicolons are usual begins a cell behind each semicolon of a text.
"""

import re
from collections.abc import Sequence
from typing import Final

from shared.money import EXPONENTS, format_amount

Cell = str | int | None
"""Text, a whole number of ours, or nothing. Only text can be somebody else's."""

_BEGINS: Final = r"(?:^|(?<=[;|\t\r\n]))"
"""Where a cell begins: here, or for who takes another character to part cells."""

_COMPUTES: Final = r"[\"'\s\x00-\x20\u00a0\u200b\ufeff]*[=+\-@\t\r\n\x00\uff0b\uff0d\uff1d\uff20]"
"""What makes it a formula, whatever a spreadsheet may skip before it; the last four are the full-width forms."""

_DANGER: Final = re.compile(_BEGINS + f"(?={_COMPUTES})")
_GUARDED: Final = re.compile(_BEGINS + f"'(?={_COMPUTES})")


def guarded(text: str) -> str:
    """The text with an apostrophe before whatever would be computed: a spreadsheet shows a text."""
    return _DANGER.sub("'", text)


def unguarded(text: str) -> str:
    """What :func:`guarded` was given; other texts are left as they are."""
    return _GUARDED.sub("", text)


def line(cells: Sequence[Cell]) -> str:
    """One line with its end. Text is always quoted, numbers never: they are ours, and a minus there is no formula."""
    return ",".join(_written(cell) for cell in cells) + "\r\n"


def decimal(amount: int | None, currency: str) -> Cell:
    """The same amount as a plain decimal number, for people: 1250 EUR is ``12.50``. Nothing where there is none."""
    if amount is None or currency not in EXPONENTS:
        return None
    return Number(format_amount(amount, currency))


class Number(str):
    """Text of digits that is written as a number."""

    __slots__ = ()


def _written(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, int | Number):
        return str(cell)
    quoted = guarded(cell).replace('"', '""')
    return f'"{quoted}"'
