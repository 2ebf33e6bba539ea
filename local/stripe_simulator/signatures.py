"""Signs deliveries as https://docs.stripe.com/webhooks/signatures describes."""

import hashlib
import hmac


def signature_header(secret: str, body: bytes, timestamp: int) -> str:
    """The `Stripe-Signature` value: HMAC-SHA256 over `timestamp.body`, hex, keyed with the whole `whsec_...`."""
    signed = f"{timestamp}.".encode() + body
    digest = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    return f"t={timestamp},v1={digest}"
