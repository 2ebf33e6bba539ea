"""A small export, answered at once."""

from datetime import timedelta
from typing import Final

from shared.clock import Clock
from shared.errors import InvalidRequest
from shared.exports.cells import line
from shared.exports.span import Span
from shared.payments.exporting.source import Row
from shared.payments.exporting.sources import SOURCES
from shared.table.port import Table

MOST_ROWS: Final = 1_000
PATIENCE: Final = timedelta(seconds=8)
"""Of reading: the function has fifteen in all."""


def export_at_once(table: Table, clock: Clock, span: Span) -> str:
    """The whole CSV. Raises ``InvalidRequest`` (``export_too_large``) for more rows, or more to read, than fit."""
    source, position, late = SOURCES[span.kind], None, clock.now() + PATIENCE
    rows: list[Row] = []
    while True:
        step = source.step(table, span, position)
        rows += step.rows
        position = step.position
        if len(rows) > MOST_ROWS or (position is not None and clock.now() >= late):
            raise _too_large()
        if position is None:
            return line(source.columns) + "".join(line(row) for row in rows)


def _too_large() -> InvalidRequest:
    return InvalidRequest(
        "too much for one answer: ask for it by POST /v1/exports, or for a shorter span",
        code="export_too_large",
        facts={"most_rows": MOST_ROWS},
    )
