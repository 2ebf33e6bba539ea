"""Large exports, from the queue: one slice to a message."""

from typing import Any

from shared.exports.messages import read_slice
from shared.payments.exporting.writing import Writing, write_slice
from shared.runtime import bucket, wiring
from shared.runtime.exports import S3ExportBucket
from shared.runtime.queue import MessageHandler, queue_handler
from shared.runtime.settings import TableSettings, read_settings


class Settings(TableSettings):
    """The table with the rows, and the bucket for the file."""

    bucket_name: str


def start() -> MessageHandler:
    """Each message names an export and its slice."""
    settings = read_settings(Settings)
    files = S3ExportBucket(bucket.s3, settings.bucket_name)
    writing = Writing(wiring.table(settings.table_name), files, wiring.clock())

    def write(body: str) -> dict[str, Any]:
        export_id, number = read_slice(body)
        return {"export": export_id, "slice": number, "state": write_slice(writing, export_id, number)}

    return write


lambda_handler = queue_handler(start)
