"""What the networks tell of messages: SES's events by a queue, SNS's delivery log by a subscription to it."""

import base64
import gzip
import json
from collections.abc import Mapping
from typing import Any

from shared.errors import MalformedRequest
from shared.payments.sending.reporting import report_mail, report_sms
from shared.runtime import wiring
from shared.runtime.logging import logger
from shared.runtime.queue import MessageHandler, queue_handler
from shared.runtime.settings import TableSettings, read_settings


class Settings(TableSettings):
    """The table."""


def start() -> MessageHandler:
    """One event of SES to a message."""
    table = wiring.table(read_settings(Settings).table_name)

    def report(body: str) -> dict[str, Any]:
        return {"delivery": report_mail(table, wiring.clock(), body)}

    return report


_of_queue = queue_handler(start)


def lambda_handler(event: Mapping[str, Any], context: Any) -> dict[str, Any]:
    """Either source; a log that could not be recorded raises, so that all of it is told again."""
    if "awslogs" not in event:
        return _of_queue(event, context)
    content = json.loads(gzip.decompress(base64.b64decode(event["awslogs"]["data"])))
    outcomes = [_line(each["message"]) for each in content["logEvents"]]
    logger().info("log", extra={"lines": len(outcomes), "outcomes": outcomes})
    return {"lines": len(outcomes)}


def _line(text: str) -> str:
    table = wiring.table(read_settings(Settings).table_name)
    try:
        return report_sms(table, wiring.clock(), text)
    except MalformedRequest as error:
        return error.code
