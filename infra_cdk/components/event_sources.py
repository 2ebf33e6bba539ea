"""Queues and the table's stream as sources of a function's batches."""

from collections.abc import Mapping
from typing import Any

from aws_cdk import Duration
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sqs as sqs

from infra_cdk.components.function import ServiceFunction
from infra_cdk.components.grants import allow, allow_below
from infra_cdk.settings import DeploymentSettings
from infra_cdk.spec import FailuresTrigger, QueueTrigger, StreamTrigger

# Half of the 24 hours that a stream keeps its records: the other half is for a person to redrive in.
_STREAM_PATIENCE = Duration.hours(12)
_STREAM_RETRIES = 10_000


def consume_queue(
    target: ServiceFunction, trigger: QueueTrigger | FailuresTrigger, queue: sqs.IQueue, construct_id: str = "Queue"
) -> None:
    """Feed the function from the queue; messages are reported as failed one by one."""
    target.role.add_to_policy(
        allow(["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"], queue.queue_arn)
    )
    lambda_.EventSourceMapping(
        target,
        f"{construct_id}Source",
        target=target.function,
        event_source_arn=queue.queue_arn,
        batch_size=trigger.batch_size,
        max_concurrency=trigger.max_concurrency,
        report_batch_item_failures=True,
    )


def consume_stream(
    target: ServiceFunction,
    trigger: StreamTrigger,
    table: dynamodb.ITable,
    failures: sqs.IQueue,
    settings: DeploymentSettings,
) -> None:
    """Feed the function from the table's stream, patiently: what blocks is an outage, poison is set aside."""
    stream_arn = table.table_stream_arn
    assert stream_arn is not None  # noqa: S101 - the stateful stack declares the stream
    target.role.add_to_policy(
        allow(["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"], stream_arn)
    )
    target.role.add_to_policy(allow(["sqs:SendMessage"], failures.queue_arn))
    allow_below(
        target.role,
        ["dynamodb:ListStreams"],
        f"arn:<AWS::Partition>:dynamodb:<AWS::Region>:<AWS::AccountId>:table/{settings.table}/stream/*",
        "Lambda lists the streams of this one table; a stream's name is only known once it is there.",
    )
    mapping = lambda_.EventSourceMapping(
        target,
        "StreamSource",
        target=target.function,
        event_source_arn=stream_arn,
        starting_position=lambda_.StartingPosition.TRIM_HORIZON,
        batch_size=trigger.batch_size,
        max_batching_window=Duration.seconds(trigger.gather_seconds) if trigger.gather_seconds else None,
        filters=_of_kinds(trigger),
        bisect_batch_on_error=True,
        retry_attempts=_STREAM_RETRIES,
        max_record_age=_STREAM_PATIENCE,
        parallelization_factor=trigger.parallelization,
    )
    resource = mapping.node.default_child
    assert isinstance(resource, lambda_.CfnEventSourceMapping)  # noqa: S101 - narrows the type
    # Not by `on_failure`: that grants the role more than sending.
    resource.destination_config = lambda_.CfnEventSourceMapping.DestinationConfigProperty(
        on_failure=lambda_.CfnEventSourceMapping.OnFailureProperty(destination=failures.queue_arn)
    )


def _of_kinds(trigger: StreamTrigger) -> list[Mapping[str, Any]]:
    """What does not pass costs no invocation; a deletion has no new image and never passes."""
    images: list[Mapping[str, Any]] = [{"kind": {"S": [*trigger.kinds]}}]
    for kind, (*outer, inner), texts in trigger.besides:
        wanted: Mapping[str, Any] = {inner: {"S": [*texts]}}
        for name in reversed(outer):
            wanted = {name: {"M": wanted}}
        images.append({"kind": {"S": [kind]}, **wanted})
    return [lambda_.FilterCriteria.filter({"dynamodb": {"NewImage": image}}) for image in images]
