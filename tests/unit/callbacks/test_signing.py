"""Signatures that a receiver checks with the specification's own library."""

from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from shared.callbacks.endpoint import Endpoint
from shared.callbacks.signing import new_secret, signed_headers
from shared.rotation import Secret

BODY = '{"id": "evt_1", "data": {"name": "Zoë ☂"}}'


def endpoint(*secrets: Secret) -> Endpoint:
    return Endpoint(
        merchant_id="mer_1", url="https://shop.example/", secrets=secrets, created_at=datetime(2026, 1, 1, tzinfo=UTC)
    )


def test_a_receiver_verifies_with_each_secret_that_is_live_and_with_no_other() -> None:
    now = datetime.now(UTC)
    new, old, over = (new_secret() for _ in range(3))
    headers = signed_headers(
        endpoint(
            Secret("c", new, now),
            Secret("b", old, now, now + timedelta(hours=1)),
            Secret("a", over, now, now - timedelta(seconds=1)),
        ),
        "evt_1",
        now,
        BODY,
    )
    for secret in (new, old):
        Webhook(secret).verify(BODY.encode(), headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(over).verify(BODY.encode(), headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(new).verify(BODY.replace("evt_1", "evt_2").encode(), headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(new).verify(BODY.encode(), headers | {"webhook-id": "evt_2"})


def test_each_try_is_signed_anew_under_the_same_id() -> None:
    at = datetime(2026, 11, 22, 12, 0, 0, 999_000, tzinfo=UTC)
    only = endpoint(Secret("a", new_secret(), at))
    first = signed_headers(only, "evt_1", at, BODY)
    again = signed_headers(only, "evt_1", at + timedelta(minutes=5), BODY)
    assert first["webhook-id"] == again["webhook-id"] == "evt_1"
    assert int(again["webhook-timestamp"]) - int(first["webhook-timestamp"]) == 300
    assert first["webhook-signature"] != again["webhook-signature"]
    assert first["webhook-timestamp"] == "1795348800"


def test_secrets_are_fresh_and_as_long_as_the_specification_wants() -> None:
    assert len({new_secret() for _ in range(50)}) == 50
    assert len(Webhook(new_secret())._whsecret) == 32
