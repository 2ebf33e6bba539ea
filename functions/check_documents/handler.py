"""Uploads that the bucket told of, looked at and kept or refused."""

import json
from functools import partial
from typing import Any

from shared.links.documents.checking import check_document
from shared.links.documents.keeping import Checking, check_upload
from shared.runtime import bucket, wiring
from shared.runtime.documents import S3DocumentBucket
from shared.runtime.queue import MessageHandler, queue_handler
from shared.runtime.settings import TableSettings, platform_variables, read_settings


class Settings(TableSettings):
    """The table, and the bucket with what was uploaded."""

    bucket_name: str


def start() -> MessageHandler:
    """Each message is an event of EventBridge about one object."""
    settings = read_settings(Settings)
    checking = Checking(
        wiring.table(settings.table_name),
        S3DocumentBucket(bucket.s3, settings.bucket_name),
        wiring.clock(),
        partial(check_document, variables=platform_variables()),
    )

    def check(body: str) -> dict[str, Any]:
        return {"document": check_upload(checking, json.loads(body)["detail"]["object"]["key"])}

    return check


lambda_handler = queue_handler(start)
