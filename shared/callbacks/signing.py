"""Signatures by the Standard Webhooks specification, with every secret that is live (https://www.standardwebhooks.com)."""

import base64
import secrets
from datetime import UTC, datetime
from typing import Final

from standardwebhooks.webhooks import Webhook

from shared.callbacks.endpoint import Endpoint

USER_AGENT: Final = "orderpay-callbacks/1"
_PREFIX: Final = "whsec_"
_BYTES: Final = 32
"""The specification wants 24 to 64."""


def new_secret() -> str:
    """A fresh secret, as a merchant is shown it: ``whsec_`` and base64."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(_BYTES)).decode()


def signed_headers(endpoint: Endpoint, event_id: str, at: datetime, body: str) -> dict[str, str]:
    """The headers of one try at ``at``: the id stays the same at every try, time and signatures are of this one.

    A signature for each secret that is live, the newest first: a receiver takes the body if one of them fits.
    """
    now = at.astimezone(UTC)
    signatures = (Webhook(secret.value).sign(event_id, now, body) for secret in endpoint.live_secrets(now))
    return {
        "webhook-id": event_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(signatures),
        "content-type": "application/json",
        "user-agent": USER_AGENT,
    }
