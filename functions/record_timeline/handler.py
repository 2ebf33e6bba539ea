"""The table's stream, told to the timelines of orders."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from shared.events.senders import BucketRejectStore
from shared.orders.timeline.recording import record_changes
from shared.runtime import bucket, wiring
from shared.runtime.logging import logger
from shared.runtime.settings import TableSettings, read_settings


class Settings(TableSettings):
    """The table, and the bucket for what cannot be read."""

    bucket_name: str


def lambda_handler(event: Mapping[str, Any], _: Any) -> None:
    """Record one batch; an error tells the whole batch again, which records nothing twice."""
    settings = read_settings(Settings)
    rejects = BucketRejectStore(bucket.s3, settings.bucket_name)
    recorded = record_changes(wiring.table(settings.table_name), rejects, event["Records"])
    logger().info("recorded", extra={"records": len(event["Records"]), **asdict(recorded)})
