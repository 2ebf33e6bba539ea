"""A queue, its dead-letter queue and its alarm are one unit."""

from typing import Any

from aws_cdk import Duration
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra_cdk.components.acknowledged import acknowledge
from infra_cdk.components.alarms import add_alarm, metric
from infra_cdk.components.runbook import Page
from infra_cdk.settings import DeploymentSettings

_RETENTION = Duration.days(14)
# AWS: at least six times the function's time-out, or a slow batch is delivered twice.
_VISIBILITY_FACTOR = 6


class FailureQueue(Construct):
    """Where failed things end up and a person looks: it keeps them for 14 days and alarms at the first.

    With a consumer of ``consumer_seconds`` that has them tried again, it also alarms at what that one was given: it
    takes a message away before anybody sees it lie here.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        settings: DeploymentSettings,
        name: str,
        page: Page,
        fifo: bool = False,
        consumer_seconds: int | None = None,
    ) -> None:
        super().__init__(scope, construct_id)
        queue_name = settings.name(f"{name}.fifo" if fifo else name)
        self.queue = sqs.Queue(
            self,
            "Queue",
            queue_name=queue_name,
            fifo=True if fifo else None,
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=settings.enforce_tls,
            retention_period=_RETENTION,
            visibility_timeout=Duration.seconds(_VISIBILITY_FACTOR * consumer_seconds) if consumer_seconds else None,
        )
        if consumer_seconds:
            self._tell_what_is_redriven(queue_name)
        depth = metric("AWS/SQS", "ApproximateNumberOfMessagesVisible", {"QueueName": queue_name}, statistic="Maximum")
        add_alarm(
            self,
            "NotEmpty",
            metric=depth,
            threshold=1,
            description=f"{queue_name} holds something that failed for good.",
            page=page,
        )
        acknowledge(
            self.queue, "AwsSolutions-SQS3", "This queue is itself where failures end; its alarm calls a person."
        )

    def _tell_what_is_redriven(self, queue_name: str) -> None:
        # Not NumberOfMessagesSent: SQS does not count there what its own redrive policy moves
        # (docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html).
        add_alarm(
            self,
            "Redriven",
            metric=metric("AWS/SQS", "NumberOfMessagesReceived", {"QueueName": queue_name}),
            threshold=1,
            description=f"{queue_name} was given something that failed for good; it is being tried again.",
            page=Page.DEAD_LETTERS_REDRIVEN,
        )


class WorkQueue(Construct):
    """A queue with a dead-letter queue of the same kind; FIFO ones run in high-throughput mode."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        settings: DeploymentSettings,
        name: str,
        consumer_seconds: int,
        max_receives: int,
        fifo: bool = False,
        redriver_seconds: int | None = None,
    ) -> None:
        super().__init__(scope, construct_id)
        self.failures = FailureQueue(
            self,
            "Failures",
            settings=settings,
            name=f"{name}-dlq",
            page=Page.DEAD_LETTERS_STUCK if redriver_seconds else Page.DEAD_LETTERS_KEPT,
            fifo=fifo,
            consumer_seconds=redriver_seconds,
        )
        self.queue = sqs.Queue(
            self,
            "Queue",
            queue_name=settings.name(f"{name}.fifo" if fifo else name),
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=settings.enforce_tls,
            retention_period=_RETENTION,
            visibility_timeout=Duration.seconds(_VISIBILITY_FACTOR * consumer_seconds),
            dead_letter_queue=sqs.DeadLetterQueue(queue=self.failures.queue, max_receive_count=max_receives),
            **(_fifo_mode() if fifo else {}),
        )


def _fifo_mode() -> dict[str, Any]:
    """Per group: 300 operations a second for the whole queue would cap all wallets together."""
    return {
        "fifo": True,
        "deduplication_scope": sqs.DeduplicationScope.MESSAGE_GROUP,
        "fifo_throughput_limit": sqs.FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
    }
