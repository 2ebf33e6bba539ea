"""The queue edge: each message on its own; what fails goes back to the queue and costs its neighbours nothing."""

from collections.abc import Callable, Mapping
from typing import Any

from shared.errors import AppError
from shared.runtime.logging import logger

MessageHandler = Callable[[str], Mapping[str, Any]]
LambdaHandler = Callable[[Mapping[str, Any], Any], dict[str, Any]]


def queue_handler(start: Callable[[], MessageHandler]) -> LambdaHandler:
    """A Lambda entry for an SQS source with partial batch answers; ``start`` opens each batch.

    A failed message is named in ``batchItemFailures``: it comes again and ends, after its last try, in the dead-letter
    queue. In a FIFO queue everything behind it in its group is put back too, so that the order stays
    (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html). A defect is logged with its trace.
    """

    def handle(event: Mapping[str, Any], _: Any) -> dict[str, Any]:
        handle_body = start()
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
            except Exception as error:  # noqa: BLE001 - the edge: a defect must not fail the messages beside it
                failed.append(record["messageId"])
                outcomes.append(_failure(error))
                if group is not None:
                    stopped_groups.add(group)
        logger().info("batch", extra={"messages": len(event["Records"]), "failed": len(failed), "outcomes": outcomes})
        return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in failed]}

    return handle


def _failure(error: Exception) -> dict[str, Any]:
    if isinstance(error, AppError):
        return {"code": error.code, "retryable": error.retryable}
    logger().exception("defect")
    return {"code": "defect", "type": type(error).__name__}
