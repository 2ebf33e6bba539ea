"""What nobody could read, handed once more to the function that rejected it."""

import json
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from botocore.exceptions import ClientError

from ops.deployment import Deployment
from ops.errors import OpsError

_PREFIX: Final = "rejected/"
_MARK: Final = "replay"
_READERS: Final = {"stream": "relay_events", "timeline": "record_timeline", "messages": "redrive_messages"}
"""Who keeps what is under which name: shared/events/rejects.py and shared/payments/outbox/redrive.py."""


@dataclass(frozen=True)
class Rejected:
    """One object: who could not read it, since when (UTC), and why."""

    key: str
    function: str
    at: datetime
    reason: str
    content: Mapping[str, Any]

    def payload(self) -> Mapping[str, Any]:
        """What its function was called with."""
        if "record" in self.content:
            return {"Records": [self.content["record"]]}
        return {"Records": [{"messageId": self.key, "body": self.content["body"], "attributes": {}}]}


class Outcome(StrEnum):
    """What became of a replay."""

    DONE = "done"
    REJECTED_AGAIN = "rejected again"
    FAILED = "failed"


def list_rejected(deployment: Deployment) -> Iterator[Rejected]:
    """By reader, then in no order. Raises :class:`OpsError` for an object that nobody of ours has written."""
    pages = deployment.s3.get_paginator("list_objects_v2").paginate(Bucket=deployment.bucket_name, Prefix=_PREFIX)
    for entry in (entry for page in pages for entry in page.get("Contents", [])):
        key = entry["Key"]
        function = _READERS.get(key.removeprefix(_PREFIX).split("/")[0])
        if function is None:
            raise OpsError(f"{key}: no reader of that name; look at it by hand")
        content = json.load(deployment.s3.get_object(Bucket=deployment.bucket_name, Key=key)["Body"])
        yield Rejected(key, function, entry["LastModified"], str(content["reason"]), content)


def replay(deployment: Deployment, rejected: Rejected) -> Outcome:
    """Hand it over, and forget it if it went through.

    The object is marked first. Whoever rejects it again writes it anew, without the mark: then it stays. It also stays
    where the function failed, or where this is interrupted: a record that is told twice changes nothing.
    """
    mark = uuid.uuid4().hex
    _mark(deployment, rejected.key, mark)
    answer = deployment.client("lambda").invoke(
        FunctionName=deployment.name(rejected.function), Payload=json.dumps(rejected.payload()).encode()
    )
    said = json.load(answer["Payload"])
    if answer.get("FunctionError") or (isinstance(said, dict) and said.get("batchItemFailures")):
        return Outcome.FAILED
    if _marked(deployment, rejected.key) != mark:
        return Outcome.REJECTED_AGAIN
    deployment.s3.delete_object(Bucket=deployment.bucket_name, Key=rejected.key)
    return Outcome.DONE


def _mark(deployment: Deployment, key: str, mark: str) -> None:
    bucket = deployment.bucket_name
    deployment.s3.copy_object(
        Bucket=bucket,
        Key=key,
        CopySource={"Bucket": bucket, "Key": key},
        Metadata={_MARK: mark},
        MetadataDirective="REPLACE",
        ContentType="application/json",
    )


def _marked(deployment: Deployment, key: str) -> str | None:
    try:
        return deployment.s3.head_object(Bucket=deployment.bucket_name, Key=key)["Metadata"].get(_MARK)
    except ClientError as error:
        raise OpsError(f"{key}: {error.response['Error'].get('Message', '')}") from error
