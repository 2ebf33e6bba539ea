"""``POST /v1/webhooks/stripe``: check the signature, queue the raw event, answer."""

import re
from typing import Final

from shared.errors import MalformedRequest, NotFound
from shared.runtime import wiring
from shared.runtime.http import http_handler
from shared.runtime.http_routes import from_anywhere
from shared.runtime.http_types import Request, Response
from shared.runtime.secrets import stripe_secret
from shared.runtime.settings import Environment, read_settings
from shared.stripe_gateway.signature import verify_signature

_REFUSED: Final = re.compile(r"[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML cannot hold (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html)."""


class Settings(Environment):
    """Signing secrets and the queue behind."""

    stripe_secret_id: str
    webhook_queue_url: str


def receive(request: Request) -> Response:
    """200 once the event is in the queue. Without any signing secret the endpoint does not exist."""
    settings = read_settings(Settings)
    secrets = stripe_secret(settings.stripe_secret_id).webhook_secrets
    if not any(secrets):
        raise NotFound("no such route")
    verify_signature(request.body, request.headers.get("stripe-signature", ""), secrets, wiring.clock().now())
    try:
        text = request.body.decode()
    except UnicodeDecodeError as error:
        raise MalformedRequest("the body is not UTF-8") from error
    wiring.sqs().call("SendMessage", {"QueueUrl": settings.webhook_queue_url, "MessageBody": _as_message(text)})
    return Response(200, {"received": True})


def _as_message(content: str) -> str:
    """The same JSON: what it may hold as it is, and SQS refuses, is escaped."""
    return _REFUSED.sub(lambda found: f"\\u{ord(found[0]):04x}", content)


lambda_handler = http_handler({"POST /v1/webhooks/stripe": from_anywhere(receive)})
