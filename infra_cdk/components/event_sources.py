"""Queues and the table's stream as sources of a function's batches."""

from aws_cdk import Duration
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_event_sources as sources
from aws_cdk import aws_sqs as sqs

from infra_cdk.components.acknowledged import acknowledge
from infra_cdk.components.function import ServiceFunction
from infra_cdk.spec import QueueTrigger, StreamTrigger

# Half of the 24 hours that a stream keeps its records: the other half is for a person to redrive in.
_STREAM_PATIENCE = Duration.hours(12)
_STREAM_RETRIES = 10_000


def consume_queue(target: ServiceFunction, trigger: QueueTrigger, queue: sqs.IQueue) -> None:
    """Feed the function from the queue; messages are reported as failed one by one."""
    target.role.add_to_policy(
        iam.PolicyStatement(
            actions=["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
            resources=[queue.queue_arn],
        )
    )
    lambda_.EventSourceMapping(
        target,
        "QueueSource",
        target=target.function,
        event_source_arn=queue.queue_arn,
        batch_size=trigger.batch_size,
        max_concurrency=trigger.max_concurrency,
        report_batch_item_failures=True,
    )


def consume_stream(
    target: ServiceFunction, trigger: StreamTrigger, table: dynamodb.ITable, failures: sqs.IQueue
) -> None:
    """Feed the function from the table's stream, patiently: what blocks is an outage, poison is set aside."""
    stream_arn = table.table_stream_arn
    assert stream_arn is not None  # noqa: S101 - the stateful stack declares the stream
    target.role.add_to_policy(
        iam.PolicyStatement(
            actions=["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"],
            resources=[stream_arn],
        )
    )
    target.role.add_to_policy(
        iam.PolicyStatement(actions=["dynamodb:ListStreams"], resources=[f"{table.table_arn}/stream/*"])
    )
    target.role.add_to_policy(iam.PolicyStatement(actions=["sqs:SendMessage"], resources=[failures.queue_arn]))
    acknowledge(target.role, "AwsSolutions-IAM5[Resource::stream]", "Lists the streams of this one table only.")
    lambda_.EventSourceMapping(
        target,
        "StreamSource",
        target=target.function,
        event_source_arn=stream_arn,
        starting_position=lambda_.StartingPosition.TRIM_HORIZON,
        batch_size=trigger.batch_size,
        bisect_batch_on_error=True,
        retry_attempts=_STREAM_RETRIES,
        max_record_age=_STREAM_PATIENCE,
        parallelization_factor=trigger.parallelization,
        on_failure=sources.SqsDlq(failures),
    )
