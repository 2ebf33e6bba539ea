"""Callbacks that are due for another try, and servers that are due for a look: asked for, by the minute."""

from collections.abc import Mapping
from typing import Any

from shared.callbacks.delivering.looking import ask_for_due
from shared.events.senders import SqsGroupedQueue
from shared.runtime import wiring
from shared.runtime.logging import logger
from shared.runtime.settings import TableSettings, read_settings


class Settings(TableSettings):
    """The table, and the queue of second tries."""

    callback_retry_queue_url: str


def lambda_handler(_event: Mapping[str, Any], _context: Any) -> dict[str, int]:
    """One look at the index; running late or twice does no harm."""
    settings = read_settings(Settings)
    queue = SqsGroupedQueue(wiring.sqs(), settings.callback_retry_queue_url)
    counts = ask_for_due(wiring.table(settings.table_name), queue, wiring.clock().now())
    logger().info("asked", extra=counts)
    return counts
