"""What connected shops delivered and could not be dealt with at once, taken up again when it is due."""

from collections.abc import Mapping
from typing import Any

from shared.payments.taking.retrying import due_deliveries, take_up
from shared.runtime import wiring
from shared.runtime.settings import TableSettings, read_settings
from shared.runtime.sweep import sweep


class Settings(TableSettings):
    """The table."""


def lambda_handler(_event: Mapping[str, Any], _context: Any) -> dict[str, Any]:
    """One sweep; running late or twice does no harm."""
    table, clock = wiring.table(read_settings(Settings).table_name), wiring.clock()
    return sweep(due_deliveries(table, clock), lambda delivery_id: take_up(table, clock, delivery_id))
