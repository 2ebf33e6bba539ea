"""Months of commissions that are over: an invoice for each."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from shared.invoices.commissions.billing import bill_month, due_months
from shared.runtime import wiring
from shared.runtime.settings import TableSettings, read_settings
from shared.runtime.sweep import sweep


class Settings(TableSettings):
    """The table."""


def lambda_handler(_event: Mapping[str, Any], _context: Any) -> dict[str, Any]:
    """One sweep; running late or twice does no harm."""
    table, clock = wiring.table(read_settings(Settings).table_name), wiring.clock()
    return sweep(due_months(table, clock), partial(bill_month, table, clock))
