"""Messages that failed for good, from the dead-letter queues: a schedule tries again in their place."""

from typing import Any

from shared.events.senders import BucketRejectStore, SqsGroupedQueue
from shared.payments.outbox.redrive import redrive
from shared.runtime import bucket, wiring
from shared.runtime.queue import MessageHandler, queue_handler
from shared.runtime.settings import TableSettings, read_settings


class Settings(TableSettings):
    """The table, the bucket for what nobody can read, and where a replay of callbacks goes on."""

    bucket_name: str
    callback_retry_queue_url: str


def start() -> MessageHandler:
    """Each message on its own; one that could not be put back stays in its queue and comes again."""
    settings = read_settings(Settings)
    rejects = BucketRejectStore(bucket.s3, settings.bucket_name)
    retries = SqsGroupedQueue(wiring.sqs(), settings.callback_retry_queue_url)

    def put_back(body: str) -> dict[str, Any]:
        return {"redriven": redrive(wiring.table(settings.table_name), wiring.clock(), rejects, retries, body)}

    return put_back


lambda_handler = queue_handler(start)
