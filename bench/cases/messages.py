"""Messages and stream records as Lambda hands them to a function."""

from collections.abc import Mapping, Sequence
from typing import Any

from bench.cases.stage import Event


def as_batch(messages: Sequence[Mapping[str, Any]]) -> Event:
    """An SQS event of received messages."""
    if not messages:
        raise LookupError("the queue is empty")
    records = [
        {"messageId": each["MessageId"], "body": each["Body"], "attributes": each["Attributes"]} for each in messages
    ]
    return {"Records": records}
