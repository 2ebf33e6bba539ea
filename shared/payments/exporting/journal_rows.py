"""A merchant's journals, line by line: with the balance after each, so that a reader can follow it down the page."""

from typing import Final

from shared.exports.cells import decimal
from shared.exports.model import Position
from shared.exports.span import Span
from shared.payments.exporting.pages import pages_step
from shared.payments.exporting.source import Row, Source, Step
from shared.table.port import Table
from shared.wallets.model import JournalPage

COLUMNS: Final = (
    "currency",
    "page",
    "line",
    "at",
    "kind",
    "reference",
    "payment_id",
    "amount",
    "amount_decimal",
    "balance_after",
    "balance_after_decimal",
)


def _step(table: Table, span: Span, position: Position | None) -> Step:
    step = pages_step(table, span, position)
    return Step([row for page in step.pages for row in _rows(page)], step.position)


def _rows(page: JournalPage) -> list[Row]:
    rows: list[Row] = []
    balance, currency = page.balance_after - sum(line.amount for line in page.lines), page.currency
    for number, each in enumerate(page.lines, start=1):
        balance += each.amount
        told = (page.at, str(each.kind), each.reference, page.payment_id)
        sums = (each.amount, decimal(each.amount, currency), balance, decimal(balance, currency))
        rows.append([currency, page.number, number, *told, *sums])
    return rows


JOURNAL: Final = Source(COLUMNS, _step)
