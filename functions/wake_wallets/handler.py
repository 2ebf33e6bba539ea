"""Wallets whose waiting orders are due for another look: the day has turned, or a debit failed."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from shared.runtime import wiring
from shared.runtime.settings import TableSettings, read_settings
from shared.runtime.sweep import sweep
from shared.wallets.waking import due_wallets, wake


class Settings(TableSettings):
    """The table."""


def lambda_handler(_event: Mapping[str, Any], _context: Any) -> dict[str, Any]:
    """One sweep; running late or twice does no harm."""
    table, clock = wiring.table(read_settings(Settings).table_name), wiring.clock()
    return sweep(due_wallets(table, clock), partial(wake, table, clock))
