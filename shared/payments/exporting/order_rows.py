"""A merchant's orders, by the time they were made. What its buyers told of themselves stays out (decision 48)."""

from typing import Final

from shared.exports.cells import Cell, decimal
from shared.exports.model import Position
from shared.exports.span import Span
from shared.orders.store import from_item
from shared.payments.exporting.source import Row, Source, Step, ascending
from shared.table.keys import ORDER_SHARDS, order_list
from shared.table.port import Item, Table
from shared.table.reading import read_entries

_PLAIN: Final = ("id", "source", "external_id", "status", "payment_status")
_TIMES: Final = ("created_at", "paid_at", "released_at", "completed_at", "cancelled_at")
COLUMNS: Final = (
    *_PLAIN,
    "unpaid_reason",
    "currency",
    "amount",
    "amount_decimal",
    "paid_amount",
    "paid_amount_decimal",
    "refunded_amount",
    "refunded_amount_decimal",
    "disputed_amount",
    "disputed_amount_decimal",
    "collect",
    "payment_means",
    "payment_id",
    *_TIMES,
)


def _step(table: Table, span: Span, position: Position | None) -> Step:
    above = position["above"] if position else span.since
    partitions = [order_list(span.merchant_id, shard) for shard in range(ORDER_SHARDS)]
    entries, frontier = ascending(table, partitions, above, span.until)
    items = [item for item in read_entries(table, entries) if span.currency in (None, item["currency"])]
    return Step([_row(item) for item in items], {"above": frontier} if frontier else None)


def _row(item: Item) -> Row:
    order, currency = from_item(item), item["currency"]
    refunded, disputed = (amount or 0 for amount in (order.refunded_amount, order.disputed_amount))
    amounts: list[Cell] = []
    for amount in (order.amount, order.paid_amount, refunded, disputed):
        amounts += [amount, decimal(amount, currency)]
    means = order.paid_means, order.paid_by
    return [*(item[name] for name in _PLAIN), order.reason, currency, *amounts, order.collect, *means, *_times(item)]


def _times(item: Item) -> list[Cell]:
    return [item.get(name) for name in _TIMES]


ORDERS: Final = Source(COLUMNS, _step)
