"""Uploads as the bucket takes them, and what it tells of them."""

import json
from base64 import b64decode
from typing import Any, Final

from functions.check_documents.handler import lambda_handler as check_documents
from tests.functional.handlers.shop import Shop
from tests.support.aws import BUCKET, client
from tests.support.samples import sample
from tests.support.world import Json

DONE: Final[Json] = {"batchItemFailures": []}


def promised(shop: Shop) -> Json:
    """A new link with a form to upload its document with."""
    return shop.link(shop.order(collect="none"), pdf=True)


def upload(form: Json, content: bytes) -> Json:
    """Post a file by this form; the event that tells of it. The bucket itself would hold it against the policy."""
    policy = json.loads(b64decode(form["fields"]["policy"]))
    key = form["fields"]["key"]
    assert {"key": key} in policy["conditions"]
    client("s3").put_object(Bucket=BUCKET, Key=key, Body=content)
    return told(key)


def told(*keys: str) -> Json:
    """The event of the queue about these objects."""
    event = sample("check_documents")
    (record,) = event["Records"]
    message = json.loads(record["body"])
    event["Records"] = [record | {"messageId": key, "body": json.dumps(_about(message, key))} for key in keys]
    return event


def _about(message: Json, key: str) -> Json:
    detail = message["detail"]
    return message | {"detail": detail | {"bucket": {"name": BUCKET}, "object": detail["object"] | {"key": key}}}


def checked(event: Json) -> None:
    """The function takes it, and has nothing left to do."""
    assert check_documents(event, None) == DONE


def accepted(shop: Shop, content: bytes) -> Json:
    """A link with this document."""
    link = promised(shop)
    checked(upload(link["document"]["upload"], content))
    assert document(shop, link)["status"] == "accepted"
    return link


def document(shop: Shop, link: Json) -> Any:
    """As the API tells of it."""
    return shop.read_link(link["id"])["document"]


def form_of(link: Json) -> Json:
    """The form that came with a link."""
    return dict(link["document"]["upload"])


def problem(answer: Any) -> tuple[int, str]:
    """Status and code of a refusal."""
    return answer.status, answer.json["code"]
