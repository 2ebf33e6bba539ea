"""The queue edge: a batch is worked off group by group; what fails goes back and costs other groups nothing."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from shared.errors import AppError
from shared.runtime.logging import logger

MessageHandler = Callable[[str], Mapping[str, Any]]
LambdaHandler = Callable[[Mapping[str, Any], Any], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Received:
    """One message of a batch; ``again`` unless the queue says that it is handed out for the first time."""

    id: str
    body: str
    group: str | None
    again: bool


Job = Callable[[], Mapping[str, Any]]
Planner = Callable[[Sequence[Received]], Iterable[tuple[int, Job]]]
"""The work for the messages of one group, in their order: how many of them, next to each other, each job does."""


def queue_handler(start: Callable[[], MessageHandler]) -> LambdaHandler:
    """A Lambda entry for an SQS source that handles each message on its own; ``start`` opens each batch."""

    def one_by_one() -> Planner:
        handle_body = start()
        return lambda messages: ((1, partial(handle_body, message.body)) for message in messages)

    return group_handler(one_by_one)


def group_handler(start: Callable[[], Planner]) -> LambdaHandler:
    """A Lambda entry for an SQS source with partial batch answers; ``start`` opens each batch.

    What a failed job was to do is named in ``batchItemFailures``: it comes again and ends, after its last try, in the
    dead-letter queue. In a FIFO queue everything behind it in its group is put back too, untouched, so that the order
    stays (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html). A message of a standard queue
    is a group of its own. A defect is logged with its trace.
    """

    def handle(event: Mapping[str, Any], _: Any) -> dict[str, Any]:
        plan = start()
        failed: set[str] = set()
        outcomes: list[dict[str, Any]] = []
        messages = [received(record) for record in event["Records"]]
        for group in in_groups(messages):
            done = _worked_off(plan, group, outcomes)
            failed.update(message.id for message in group[done:])
        logger().info("batch", extra={"messages": len(messages), "failed": len(failed), "outcomes": outcomes})
        return {"batchItemFailures": [{"itemIdentifier": each.id} for each in messages if each.id in failed]}

    return handle


def _worked_off(plan: Planner, group: Sequence[Received], outcomes: list[dict[str, Any]]) -> int:
    """How many messages of a group, from its first on, are done: up to the first job that failed."""
    done = 0
    try:
        for count, job in plan(group):
            outcomes.append(dict(job()))
            done += count
    except Exception as error:  # noqa: BLE001 - the edge: a defect must not fail the groups beside it
        outcomes.append(failure(error))
    return done


def received(record: Mapping[str, Any]) -> Received:
    """The message in a record."""
    attributes = record.get("attributes", {})
    again = attributes.get("ApproximateReceiveCount") != "1"
    return Received(record["messageId"], record["body"], attributes.get("MessageGroupId"), again)


def in_groups(messages: Iterable[Received]) -> Iterator[list[Received]]:
    """Messages of one group each, in their order."""
    groups: dict[tuple[str | None, str], list[Received]] = {}
    for message in messages:
        alone = message.id if message.group is None else ""
        groups.setdefault((message.group, alone), []).append(message)
    yield from groups.values()


def failure(error: Exception) -> dict[str, Any]:
    """What the log says of it; a defect with its trace."""
    if isinstance(error, AppError):
        return {"code": error.code, "retryable": error.retryable}
    logger().exception("defect")
    return {"code": "defect", "type": type(error).__name__}
