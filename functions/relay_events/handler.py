"""The table's stream, told to our queues and to the bus."""

from collections.abc import Mapping
from typing import Any

from shared.clock import seconds_since
from shared.events.senders import BucketRejectStore, EventBridgeBus, SqsGroupedQueue, SqsQueue
from shared.payments.outbox.relay import Outlets, Relayed, relay
from shared.runtime import bucket, wiring
from shared.runtime.logging import logger
from shared.runtime.metrics import SECONDS_TO_RELEASED, timed
from shared.runtime.settings import Environment, read_settings


class Settings(Environment):
    """The outlets."""

    debit_queue_url: str
    closing_queue_url: str
    sending_queue_url: str
    refill_queue_url: str
    export_queue_url: str
    callback_queue_url: str
    shop_order_queue_url: str
    bus_name: str
    bucket_name: str


def lambda_handler(event: Mapping[str, Any], _: Any) -> None:
    """Relay one batch; an error tells the whole batch again, which changes nothing twice."""
    settings = read_settings(Settings)
    outlets = Outlets(
        debits=SqsGroupedQueue(wiring.sqs(), settings.debit_queue_url),
        closings=SqsQueue(wiring.sqs(), settings.closing_queue_url),
        sendings=SqsQueue(wiring.sqs(), settings.sending_queue_url),
        refills=SqsQueue(wiring.sqs(), settings.refill_queue_url),
        exports=SqsQueue(wiring.sqs(), settings.export_queue_url),
        callbacks=SqsGroupedQueue(wiring.sqs(), settings.callback_queue_url),
        shop_orders=SqsGroupedQueue(wiring.sqs(), settings.shop_order_queue_url),
        bus=EventBridgeBus(wiring.event_bridge(), settings.bus_name),
        rejects=BucketRejectStore(bucket.s3, settings.bucket_name),
    )
    relayed = relay(outlets, event["Records"])
    logger().info(
        "relayed",
        extra={
            "records": len(event["Records"]),
            "orders": relayed.orders,
            "closings": relayed.closings,
            "events": relayed.events,
            "rejected": relayed.rejected,
        }
        # Rare, and this line is written for every order.
        | ({"sendings": relayed.sendings} if relayed.sendings else {})
        | ({"refills": relayed.refills} if relayed.refills else {})
        | ({"exports": relayed.exports} if relayed.exports else {})
        | ({"shop_orders": relayed.shop_orders} if relayed.shop_orders else {})
        | ({"order_ids": relayed.order_ids} if relayed.order_ids else {})
        | _to_released(relayed),
    )


def _to_released(relayed: Relayed) -> dict[str, Any]:
    now = wiring.clock().now()
    waited = [seconds for at in relayed.covered if (seconds := seconds_since(at, now)) is not None]
    return timed(SECONDS_TO_RELEASED, waited, now)
