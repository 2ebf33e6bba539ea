"""The queues of the house."""

from constructs import Construct

from infra_cdk.components.queue import FailureQueue, WorkQueue
from infra_cdk.components.runbook import Page
from infra_cdk.functions import FUNCTIONS
from infra_cdk.settings import DeploymentSettings
from infra_cdk.spec import FIFO, FailuresTrigger, Queue, QueueTrigger

_MAX_RECEIVES = 5
# Nobody of ours reads `released`; the operator's production system gets this long for a message.
_FOREIGN_CONSUMER_SECONDS = 60


class Queues(Construct):
    """One unit for each queue of the vocabulary, and the two places where failures of no queue end."""

    def __init__(self, scope: Construct, construct_id: str, *, settings: DeploymentSettings) -> None:
        super().__init__(scope, construct_id)
        self.work = {
            name: WorkQueue(
                self,
                name.title(),
                settings=settings,
                name=name,
                consumer_seconds=consumer_seconds(name),
                max_receives=_MAX_RECEIVES,
                fifo=name in FIFO,
                redriver_seconds=redriver_seconds(name),
            )
            for name in Queue
        }
        self.relay_failures = FailureQueue(
            self, "RelayFailures", settings=settings, name="relay-failures", page=Page.RELAY_FAILURES
        )
        self.schedule_failures = FailureQueue(
            self, "ScheduleFailures", settings=settings, name="schedule-failures", page=Page.SCHEDULE_FAILURES
        )


def consumer_seconds(name: Queue) -> int:
    """The time-out of the function that reads the queue."""
    for spec in FUNCTIONS:
        if isinstance(spec.trigger, QueueTrigger) and spec.trigger.queue is name:
            return spec.timeout_seconds
    return _FOREIGN_CONSUMER_SECONDS


def redriver_seconds(name: Queue) -> int | None:
    """The time-out of the function that reads the queue's dead-letter queue, if any does."""
    for spec in FUNCTIONS:
        if isinstance(spec.trigger, FailuresTrigger) and name in spec.trigger.queues:
            return spec.timeout_seconds
    return None
