"""The secrets of an endpoint: told once, turned, over in time."""

from datetime import timedelta

from standardwebhooks.webhooks import Webhook

from functions.relay_events.handler import lambda_handler as relay_events
from shared.callbacks.signing import signed_headers
from tests.functional.handlers.managing_callbacks import ENDPOINT, URL, call, put
from tests.functional.handlers.told import Told
from tests.support.aws import client as objects


def test_two_secrets_sign_for_as_long_as_was_asked(client: Told) -> None:
    first = put(client).json["secret"]
    turned = call(client, f"POST {ENDPOINT}/rotate-secret", body={"expires_in_hours": 2})
    assert turned.status == 201
    second = turned.json["secret"]
    assert [bool(each["expires_at"]) for each in turned.json["endpoint"]["secrets"]] == [False, True]
    assert signs(client) == [second, first]
    client.world.clock.moment += timedelta(hours=2)
    assert signs(client) == [second]
    assert first not in call(client, f"GET {ENDPOINT}").text


def signs(told: Told) -> list[str]:
    """The live secrets, each of which verifies what is signed now; no other does."""
    endpoint, now = told.endpoint(), told.world.clock.now()
    signed = signed_headers(endpoint, "evt_1", now, "{}")["webhook-signature"].split(" ")
    values = [secret.value for secret in endpoint.live_secrets(now)]
    assert signed == [Webhook(value).sign("evt_1", now, "{}") for value in values]
    return values


def test_no_hours_end_every_other_secret_at_once_and_only_then_many_may_follow(client: Told) -> None:
    put(client)
    for _ in range(2):
        assert call(client, f"POST {ENDPOINT}/rotate-secret", body="").status == 201
    refused = call(client, f"POST {ENDPOINT}/rotate-secret", body={"expires_in_hours": 1})
    assert (refused.status, refused.json["code"]) == (409, "too_many_secrets")
    ended = call(client, f"POST {ENDPOINT}/rotate-secret", body={"expires_in_hours": 0})
    assert ended.status == 201
    assert signs(client) == [ended.json["secret"]]
    assert len(ended.json["endpoint"]["secrets"]) == 1
    kept = client.endpoint().secrets
    assert [each.value for each in kept[1:]] == ["", "", ""], "of a secret that is over only its id is kept"
    for hours in (-1, 169, 1.5, "1"):
        assert call(client, f"POST {ENDPOINT}/rotate-secret", body={"expires_in_hours": hours}).status == 422


def test_a_later_rotation_does_not_let_an_older_secret_live_longer(client: Told) -> None:
    first = put(client).json["secret"]
    call(client, f"POST {ENDPOINT}/rotate-secret", body={"expires_in_hours": 1})
    call(client, f"POST {ENDPOINT}/rotate-secret", body={"expires_in_hours": 100})
    client.world.clock.moment += timedelta(hours=1)
    assert first not in signs(client)
    assert len(signs(client)) == 2


def test_a_repeat_of_a_rotation_tells_no_secret_even_when_that_is_over(client: Told) -> None:
    put(client)
    key = {"idempotency-key": "k"}
    first = call(client, f"POST {ENDPOINT}/rotate-secret", body={}, headers=key)
    call(client, f"POST {ENDPOINT}/rotate-secret", body={"expires_in_hours": 0})
    again = call(client, f"POST {ENDPOINT}/rotate-secret", body={}, headers=key)
    assert (again.status, again.json["id"]) == (201, first.json["id"])
    assert "secret" not in again.json


def test_no_secret_is_kept_with_a_change_of_an_endpoint_that_nobody_can_read(client: Told) -> None:
    first = put(client).json["secret"]
    second = call(client, f"POST {ENDPOINT}/rotate-secret", body="").json["secret"]
    poison = client.world.stream_records()[-1]
    del poison["dynamodb"]["NewImage"]["health"]
    relay_events({"Records": [poison]}, None)
    (kept,) = objects("s3").list_objects_v2(Bucket="orderpay-test")["Contents"]
    text = objects("s3").get_object(Bucket="orderpay-test", Key=kept["Key"])["Body"].read().decode()
    assert "KeyError" in text
    assert URL in text, "whole, but for what signs"
    assert first not in text
    assert second not in text


def test_a_machine_whose_clock_is_behind_signs_with_what_is_left(client: Told) -> None:
    put(client)
    ended = call(client, f"POST {ENDPOINT}/rotate-secret", body={"expires_in_hours": 0})
    client.world.clock.moment -= timedelta(seconds=3)
    assert signs(client) == [ended.json["secret"]]
