"""The queue edge: each message on its own; only what may succeed later goes back to the queue at once."""

from collections.abc import Callable, Mapping
from typing import Any

from shared.errors import AppError
from shared.runtime.logging import logger

MessageHandler = Callable[[str], Mapping[str, Any]]
LambdaHandler = Callable[[Mapping[str, Any], Any], dict[str, Any]]


def queue_handler(handle_body: MessageHandler) -> LambdaHandler:
    """A Lambda entry for an SQS source with partial batch answers.

    A failed message is named in ``batchItemFailures``: it comes again and ends, after its last try, in the dead-letter
    queue. In a FIFO queue everything behind it in its group is put back too, so that the order stays
    (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html). What is not an ``AppError`` is a
    defect and fails the whole batch.
    """

    def handle(event: Mapping[str, Any], _: Any) -> dict[str, Any]:
        failed: list[str] = []
        stopped_groups: set[str] = set()
        outcomes: list[dict[str, Any]] = []
        for record in event["Records"]:
            group = record.get("attributes", {}).get("MessageGroupId")
            if group in stopped_groups:
                failed.append(record["messageId"])
                continue
            try:
                outcomes.append(dict(handle_body(record["body"])))
            except AppError as error:
                failed.append(record["messageId"])
                outcomes.append({"code": error.code, "retryable": error.retryable})
                if group is not None:
                    stopped_groups.add(group)
        logger().info("batch", extra={"messages": len(event["Records"]), "failed": len(failed), "outcomes": outcomes})
        return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in failed]}

    return handle
