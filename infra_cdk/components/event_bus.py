"""The bus for others, and the queue of the operator's production system behind one rule."""

from aws_cdk import Duration
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from constructs import Construct

from infra_cdk.components.queue import WorkQueue
from infra_cdk.settings import DeploymentSettings

EVENT_SOURCE = "orderpay"


class EventBus(Construct):
    """Domain events; `order.released` is what production waits for."""

    def __init__(
        self, scope: Construct, construct_id: str, *, settings: DeploymentSettings, released: WorkQueue
    ) -> None:
        super().__init__(scope, construct_id)
        self.bus = events.EventBus(
            self,
            "Bus",
            event_bus_name=f"orderpay-{settings.stage}",
            description="Domain events of orderpay: what changed, in the past tense",
        )
        events.Rule(
            self,
            "Released",
            event_bus=self.bus,
            rule_name=settings.name("order-released"),
            description="Paid orders may enter production",
            event_pattern=events.EventPattern(source=[EVENT_SOURCE], detail_type=["order.released"]),
            targets=[
                targets.SqsQueue(
                    released.queue,
                    dead_letter_queue=released.failures.queue,
                    max_event_age=Duration.hours(24),
                    retry_attempts=185,
                )
            ],
        )
