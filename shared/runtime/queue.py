"""The queue edge: a batch is worked off group by group; what fails goes back and costs other groups nothing."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from shared.errors import AppError
from shared.runtime.logging import logger

SECONDS: Final = "seconds"
"""What an outcome calls how long its message's event took; ``None`` where that is not known."""

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


def queue_handler(start: Callable[[], MessageHandler], lag: str | None = None) -> LambdaHandler:
    """A Lambda entry for an SQS source that handles each message on its own; ``start`` opens each batch.

    ``lag`` names the metric of what outcomes say under :data:`SECONDS`.
    """

    def one_by_one() -> Planner:
        handle_body = start()
        return lambda messages: ((1, partial(handle_body, message.body)) for message in messages)

    return group_handler(one_by_one, lag)


def group_handler(start: Callable[[], Planner], lag: str | None = None) -> LambdaHandler:
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
        log_batch(len(messages), len(failed), outcomes, lag)
        return {"batchItemFailures": [{"itemIdentifier": each.id} for each in messages if each.id in failed]}

    return handle


def log_batch(messages: int, failed: int, outcomes: list[dict[str, Any]], lag: str | None) -> None:
    """A batch's one line. What its outcomes measured becomes values of the metric ``lag``, all in this line."""
    seconds = [value for each in outcomes if (value := each.pop(SECONDS, None)) is not None]
    measured: dict[str, Any] = {}
    if lag is not None and seconds:
        # Most queues measure nothing, and load nothing for it.
        from shared.runtime.metrics import timed
        from shared.runtime.wiring import clock

        measured = timed(lag, seconds, clock().now())
    logger().info("batch", extra={"messages": messages, "failed": failed, "outcomes": outcomes} | measured)


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
