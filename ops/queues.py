"""The queues of a deployment by their names, and what lies in them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from botocore.exceptions import ClientError

from infra_cdk.spec import FIFO, Queue
from ops.deployment import Deployment
from ops.errors import OpsError

FAILURE_ENDS: Final = ("relay-failures", "schedule-failures")
_VISIBLE: Final = "ApproximateNumberOfMessages"
_IN_HAND: Final = "ApproximateNumberOfMessagesNotVisible"


@dataclass(frozen=True)
class Depth:
    """Messages, those in somebody's hand too; ``dead`` is of the dead-letter queue."""

    queue: str
    waiting: int
    dead: int


def work_name(queue: Queue) -> str:
    """Without what the names of a stage begin with."""
    return f"{queue}.fifo" if queue in FIFO else str(queue)


def dead_name(queue: Queue) -> str:
    """The dead-letter queue behind it, named likewise."""
    return f"{queue}-dlq.fifo" if queue in FIFO else f"{queue}-dlq"


def queue_url(deployment: Deployment, name: str) -> str:
    """Raises :class:`OpsError` where there is none."""
    full = deployment.name(name)
    try:
        return deployment.sqs.get_queue_url(QueueName=full)["QueueUrl"]
    except ClientError as error:
        raise OpsError(f"no queue {full}: {error.response['Error'].get('Message', '')}") from error


def depths(deployment: Deployment) -> Iterator[Depth]:
    """Of every queue, and of the two places where failures of no queue end."""
    for queue in Queue:
        yield Depth(queue, depth(deployment, work_name(queue)), depth(deployment, dead_name(queue)))
    for name in FAILURE_ENDS:
        yield Depth(name, 0, depth(deployment, name))


def depth(deployment: Deployment, name: str) -> int:
    """About how many messages; SQS counts by and by."""
    answer = deployment.sqs.get_queue_attributes(
        QueueUrl=queue_url(deployment, name), AttributeNames=[_VISIBLE, _IN_HAND]
    )
    return int(answer["Attributes"][_VISIBLE]) + int(answer["Attributes"][_IN_HAND])
