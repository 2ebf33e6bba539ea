"""A test call: one signed request at once, of which nothing is kept."""

from datetime import datetime
from typing import Any, Final

from shared.callbacks.endpoint import Endpoint
from shared.callbacks.posting.port import Poster
from shared.callbacks.signing import signed_headers
from shared.canonical import canonical_json
from shared.clock import rfc3339
from shared.ids import random_id

TYPE: Final = "test.ping"
SECONDS: Final = 10.0


def call_once(poster: Poster, endpoint: Endpoint, now: datetime) -> dict[str, Any]:
    """What the server made of it. How the endpoint fares is not touched, and one that is disabled is called, too."""
    event_id = random_id("evt")
    content = {
        "id": event_id,
        "type": TYPE,
        "version": 1,
        "at": rfc3339(now),
        "merchant_id": endpoint.merchant_id,
        "sequence": 1,
        "data": {},
    }
    body = canonical_json(content)
    headers = signed_headers(endpoint, event_id, now, body)
    answer = poster.post(endpoint.url, headers, body.encode(), seconds=SECONDS)
    return {
        "event_id": event_id,
        "url": endpoint.url,
        "delivered": answer.delivered,
        "status": answer.status,
        "error": answer.error,
        "milliseconds": answer.milliseconds,
    }
