"""Messages that failed for good, from the dead-letter queues: a schedule tries again in their place."""

from typing import Any

from shared.events.senders import BucketRejectStore
from shared.payments.outbox.redrive import redrive
from shared.runtime import bucket, wiring
from shared.runtime.queue import MessageHandler, queue_handler
from shared.runtime.settings import TableSettings, read_settings


class Settings(TableSettings):
    """The table, and the bucket for what nobody can read."""

    bucket_name: str


def start() -> MessageHandler:
    """Each message on its own; one that could not be put back stays in its queue and comes again."""
    settings = read_settings(Settings)
    rejects = BucketRejectStore(bucket.s3, settings.bucket_name)

    def put_back(body: str) -> dict[str, Any]:
        return {"redriven": redrive(wiring.table(settings.table_name), wiring.clock(), rejects, body)}

    return put_back


lambda_handler = queue_handler(start)
