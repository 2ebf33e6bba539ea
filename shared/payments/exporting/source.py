"""How rows of one kind are read: step by step, oldest first, each row in exactly one step."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from shared.exports.cells import Cell
from shared.exports.model import Position
from shared.exports.span import Span
from shared.table.keys import LIST_INDEX
from shared.table.port import Item, Query, Table

PAGE: Final = 200
"""Entries of one partition to a step."""

Row = Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Step:
    """The rows of one step, and where the next goes on; ``None`` at the end."""

    rows: Sequence[Row]
    position: Position | None


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of rows: the names of its columns, and a step of reading it."""

    columns: Sequence[str]
    step: Callable[[Table, Span, Position | None], Step]


def ascending(table: Table, partitions: Sequence[str], above: str, below: str) -> tuple[list[Item], str | None]:
    """Entries of the list index beyond ``above`` and before ``below``, merged by their sort keys, oldest first.

    A partition that stopped early is complete only up to where it stopped, so the step ends at the lowest such place,
    which comes with it: the next begins beyond it. Neither bound is a sort key itself: both are the beginnings of some.
    """
    found: list[Item] = []
    stopped: list[str] = []
    for partition in partitions:
        # Between two bounds the edge itself is found again: one more, so that there is always something behind it.
        page = table.query(Query(LIST_INDEX, partition, PAGE + 1, sort_above=above, sort_below=below))
        found += [entry for entry in page.items if above < entry["list_sk"] < below]
        stopped += [page.scanned_to] if page.scanned_to is not None else []
    frontier = min(stopped, default=None)
    kept = [entry for entry in found if frontier is None or entry["list_sk"] <= frontier]
    return sorted(kept, key=lambda entry: str(entry["list_sk"])), frontier
