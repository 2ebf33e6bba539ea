"""What lies in a dead-letter queue, given back to the queue that it came from."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from infra_cdk.spec import FIFO, Queue
from ops.deployment import Deployment
from ops.queues import dead_name, queue_url, work_name

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import MessageTypeDef

MOST: Final = 10_000
"""Given back by one command: what fails five times once more must not be given back by the same run for ever."""

_BATCH: Final = 10
_WAIT_SECONDS: Final = 1


@dataclass(frozen=True)
class Letter:
    """One message: its id, its group in a FIFO queue, why the bus could not deliver it.

    ``foreign`` is none of the queue's own: the record of a run that failed, as Lambda writes it.
    """

    id: str
    group: str | None
    error: str | None
    foreign: bool


def redrive(deployment: Deployment, queue: Queue, *, limit: int = MOST, dry_run: bool = False) -> Iterator[Letter]:
    """Give messages back, oldest first within a group; each is told of when it lies in its queue again.

    A message is sent before it is deleted: a crash between tells it twice, and every reader bears that. In a FIFO
    queue the second telling within five minutes is dropped. Foreign ones stay. A dry run takes messages in its hand and
    puts them back; of a group it sees what a queue hands out at once, ten at most.
    """
    source, target = queue_url(deployment, dead_name(queue)), queue_url(deployment, work_name(queue))
    held: list[MessageTypeDef] = []
    done = 0
    try:
        while done < limit and (found := _receive(deployment.sqs, source, min(_BATCH, limit - done))):
            for message in found:
                letter = _letter(message)
                if dry_run or letter.foreign:
                    held.append(message)
                else:
                    _give_back(deployment.sqs, source, target, message, fifo=queue in FIFO)
                done += 1
                yield letter
    finally:
        for message in held:
            deployment.sqs.change_message_visibility(
                QueueUrl=source, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0
            )


def _receive(sqs: "SQSClient", url: str, most: int) -> "list[MessageTypeDef]":
    answer = sqs.receive_message(
        QueueUrl=url,
        MaxNumberOfMessages=most,
        WaitTimeSeconds=_WAIT_SECONDS,
        MessageSystemAttributeNames=["MessageGroupId"],
        MessageAttributeNames=["All"],
    )
    return answer.get("Messages", [])


def _give_back(sqs: "SQSClient", source: str, target: str, message: "MessageTypeDef", *, fifo: bool) -> None:
    """Under an id of its own: under its old one SQS would drop it for five minutes."""
    lanes: dict[str, Any] = {}
    if fifo:
        lanes = {
            "MessageGroupId": message["Attributes"]["MessageGroupId"],
            "MessageDeduplicationId": f"redrive-{message['MessageId']}",
        }
    sqs.send_message(QueueUrl=target, MessageBody=message["Body"], **lanes)
    sqs.delete_message(QueueUrl=source, ReceiptHandle=message["ReceiptHandle"])


def _letter(message: "MessageTypeDef") -> Letter:
    attributes = message.get("MessageAttributes", {})
    error = attributes["ERROR_CODE"].get("StringValue") if "ERROR_CODE" in attributes else None
    group = message.get("Attributes", {}).get("MessageGroupId")
    return Letter(message["MessageId"], group, error, _is_failed_run(message["Body"]))


def _is_failed_run(body: str) -> bool:
    """https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html"""
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        return False
    return isinstance(content, dict) and {"requestContext", "requestPayload"} <= content.keys()
