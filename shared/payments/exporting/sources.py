"""The kinds of rows, by their names in the API."""

from collections.abc import Mapping
from typing import Final

from shared.exports.span import Kind
from shared.payments.exporting.journal_rows import JOURNAL
from shared.payments.exporting.order_rows import ORDERS
from shared.payments.exporting.payment_rows import PAYMENTS
from shared.payments.exporting.source import Source

SOURCES: Final[Mapping[Kind, Source]] = {Kind.ORDERS: ORDERS, Kind.PAYMENTS: PAYMENTS, Kind.JOURNAL: JOURNAL}
