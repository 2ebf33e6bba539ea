"""The bus for others, and the queues behind its rules: production's, and that of commissions."""

from collections.abc import Mapping

from aws_cdk import Duration
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from constructs import Construct

from infra_cdk.components.queue import WorkQueue
from infra_cdk.settings import DeploymentSettings
from infra_cdk.spec import Queue

EVENT_SOURCE = "orderpay"
RELEASED = ["order.released"]
MONEY_OF_ORDERS = [
    "order.released",
    "order.refunded",
    "order.refund_reversed",
    "order.disputed",
    "order.dispute_reinstated",
]
"""What may change the operator's commission of an order; a test binds it to what the function takes."""


class EventBus(Construct):
    """Domain events; `order.released` is what production waits for, and commissions follow the money of orders."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        settings: DeploymentSettings,
        queues: Mapping[Queue, WorkQueue],
    ) -> None:
        super().__init__(scope, construct_id)
        self.bus = events.EventBus(
            self,
            "Bus",
            event_bus_name=f"orderpay-{settings.stage}",
            description="Domain events of orderpay: what changed, in the past tense",
        )
        released, production = settings.name("order-released"), "Paid orders may enter production"
        self._tell(queues[Queue.RELEASED], "Released", released, production, RELEASED)
        money, commission = settings.name("order-money"), "The operator's commission follows the money of orders"
        self._tell(queues[Queue.ACCRUALS], "Accruals", money, commission, MONEY_OF_ORDERS)

    def _tell(self, unit: WorkQueue, construct_id: str, name: str, description: str, types: list[str]) -> None:
        """Put events of these types into a queue; the bus tries for a day."""
        target = targets.SqsQueue(
            unit.queue,
            dead_letter_queue=unit.failures.queue,
            max_event_age=Duration.hours(24),
            retry_attempts=185,
        )
        events.Rule(
            self,
            construct_id,
            event_bus=self.bus,
            rule_name=name,
            description=description,
            event_pattern=events.EventPattern(source=[EVENT_SOURCE], detail_type=types),
            targets=[target],
        )
