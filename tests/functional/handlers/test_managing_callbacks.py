"""Where a merchant's callbacks go: put, shown, rotated, enabled, tried, taken away; and callbacks seen and replayed."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook

from functions.manage_callbacks.handler import lambda_handler as manage_callbacks
from shared.callbacks.endpoint import DISABLE_AFTER, DisabledReason, Health, changed_update, disabled, enabled, failed
from shared.callbacks.posting.port import TIMEOUT, Answer
from shared.callbacks.service import remove_endpoint
from shared.callbacks.signing import signed_headers
from tests.functional.handlers.crashes import Interruptions
from tests.functional.handlers.shop import Shop
from tests.functional.handlers.told import Told, resend
from tests.support import world as worlds
from tests.support.receivers import BROKEN, GONE, Receivers

URL = "https://shop.example/hooks"
ENDPOINT = "/v1/callback-endpoint"


@pytest.fixture
def client(shop: Shop, receivers: Receivers) -> Told:
    """A shop that has said nothing of callbacks yet."""
    return Told(shop, receivers, URL)


def call(told: Told, route: str, **asked: Any) -> worlds.Answer:
    asked = {"authorizer": told.shop.me, "query": {}, "path": {}} | asked
    return told.world.call(manage_callbacks, "manage_callbacks", route, **asked)


def put(told: Told, url: str = URL, **body: Any) -> worlds.Answer:
    return call(told, f"PUT {ENDPOINT}", body={"url": url} | body)


def test_the_secret_is_told_once_when_an_endpoint_is_made(client: Told) -> None:
    assert call(client, f"GET {ENDPOINT}").status == 404
    made = put(client, types=["order.released", "order.refunded", "order.released"])
    assert made.status == 201
    assert made.json["secret"].startswith("whsec_")
    assert made.json["types"] == ["order.refunded", "order.released"]
    assert (made.json["url"], made.json["health"], made.json["failures"]) == (URL, "ok", 0)
    shown = call(client, f"GET {ENDPOINT}")
    assert (shown.status, shown.json) == (200, {name: made.json[name] for name in made.json if name != "secret"})
    assert made.json["secret"] not in shown.text
    again = put(client, types=["order.refunded", "order.released"])
    assert (again.status, again.json) == (200, shown.json)
    assert client.endpoint().version == 1, "a repeat writes nothing"
    assert put(client).json["types"] is None


def test_another_address_keeps_the_secrets_and_forgets_that_the_first_failed(client: Told) -> None:
    secrets = put(client).json["secrets"]
    client.world.table.update(_failing(client))
    assert put(client, types=["order.released"]).json["health"] == "failing", "another type is the same server"
    moved = put(client, "https://two.example/hooks").json
    assert (moved["health"], moved["failures"], moved["secrets"]) == ("ok", 0, secrets)
    assert client.endpoint().probe_at is not None, "what was held is sent"


def _failing(told: Told) -> Any:
    endpoint = before = told.endpoint()
    for _ in range(5):
        endpoint = failed(endpoint, told.world.clock.now())
    return changed_update(before, endpoint)


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({"url": "http://shop.example/"}, "url", "url_invalid"),
        ({"url": "https://127.0.0.1/"}, "url", "address_not_allowed"),
        ({"url": "https://inside.example/"}, "url", "address_not_allowed"),
        ({"url": "https://nowhere.example/"}, "url", "dns_failed"),
        ({"url": "https://shop.example:25/"}, "url", "port_not_allowed"),
        ({"url": URL, "types": []}, "types", "too_short"),
        ({"url": URL, "types": ["order.relased"]}, "types.0", "unknown_type"),
        ({"url": URL, "types": ["audit.discrepancy_found"]}, "types.0", "unknown_type"),
        ({}, "url", "missing"),
        ({"url": URL, "secret": "mine"}, "secret", "extra_forbidden"),
    ],
)
def test_what_may_not_be_called_is_not_registered(client: Told, body: Any, field: str, code: str) -> None:
    for _ in range(2):
        refused = call(client, f"PUT {ENDPOINT}", body=body)
        assert (refused.status, refused.json["errors"][0]["field"]) == (422, field)
        assert refused.json["errors"][0]["code"] == code
    assert call(client, f"GET {ENDPOINT}").status == 404
    put(client)
    assert call(client, f"PUT {ENDPOINT}", body=body).status == 422
    assert call(client, f"GET {ENDPOINT}").json["url"] == URL


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


def test_only_the_merchant_wakes_a_disabled_endpoint_and_what_was_held_goes_out(client: Told) -> None:
    put(client)
    call_off(client)
    client.happen(client.event())
    client.wait(hours=5)
    assert client.told() == []
    shown = call(client, f"GET {ENDPOINT}").json
    assert (shown["health"], shown["disabled_reason"]) == ("disabled", "gone")
    enabled = call(client, f"POST {ENDPOINT}/enable", body="")
    assert (enabled.status, enabled.json["health"], enabled.json["disabled_reason"]) == (200, "ok", None)
    resend(client.world)
    resend(client.world)
    assert [each["sequence"] for each in client.told()] == [1]


def call_off(told: Told, reason: DisabledReason = DisabledReason.GONE) -> None:
    before = told.endpoint()
    told.world.table.update(changed_update(before, disabled(before, told.world.clock.now(), reason)))


def test_a_run_that_dies_while_it_enables_is_made_good_by_the_schedule(
    client: Told, interruptions: Interruptions
) -> None:
    put(client)
    call_off(client)
    client.happen(client.event())
    with interruptions.counting() as calls:
        call(client, f"POST {ENDPOINT}/enable", body="")
    assert calls == ["GetItem", "UpdateItem", "SendMessageBatch"]
    call_off(client)
    before = client.endpoint()
    client.world.table.update(changed_update(before, enabled(before, client.world.clock.now())))
    for _ in range(3):
        client.wait(minutes=2)
    assert len(client.told()) == 1


def test_without_an_endpoint_there_is_nothing_to_enable_rotate_try_or_replay(client: Told) -> None:
    for route in (
        f"POST {ENDPOINT}/enable",
        f"POST {ENDPOINT}/rotate-secret",
        f"POST {ENDPOINT}/test",
    ):
        assert call(client, route, body="").status == 404
    assert call(client, "POST /v1/callbacks/replay", body={"from": "2026-11-22T00:00:00Z"}).status == 404


@pytest.mark.parametrize("answer", [Answer(204, None, 20), BROKEN, GONE, Answer(None, TIMEOUT, 10_000)])
def test_a_test_call_is_signed_and_tells_what_came_of_it_and_changes_nothing(client: Told, answer: Answer) -> None:
    secret = put(client).json["secret"]
    before = client.endpoint()
    client.receivers.answers[URL] = [answer]
    tried = call(client, f"POST {ENDPOINT}/test", body="")
    assert tried.status == 200
    assert (tried.json["delivered"], tried.json["status"]) == (answer.delivered, answer.status)
    assert tried.json["error"] == answer.error
    assert tried.json["milliseconds"] == answer.milliseconds
    (sent,) = [*client.receivers.got, *client.receivers.refused]
    assert sent.content["type"] == "test.ping"
    assert sent.headers["webhook-id"] == tried.json["event_id"] == sent.content["id"]
    at = datetime.fromtimestamp(int(sent.headers["webhook-timestamp"]), UTC)
    assert sent.headers["webhook-signature"] == Webhook(secret).sign(tried.json["event_id"], at, sent.body)
    assert client.endpoint() == before
    assert client.callbacks() == []


def test_an_endpoint_that_is_taken_away_is_told_nothing_and_what_waited_is_given_up(client: Told) -> None:
    put(client)
    client.receivers.answers[URL] = [BROKEN]
    client.happen(client.event())
    assert call(client, f"DELETE {ENDPOINT}").status == 204
    assert call(client, f"DELETE {ENDPOINT}").status == 204
    assert call(client, f"GET {ENDPOINT}").status == 404
    client.happen(client.event("ord_2"))
    client.wait(minutes=5)
    (shown,) = call(client, "GET /v1/callbacks").json["data"]
    assert (shown["state"], shown["last_attempt"]["error"]) == ("failed", "no_endpoint")


def test_what_is_held_for_an_endpoint_is_given_up_when_it_is_taken_away_and_can_be_replayed_to_none(
    client: Told,
) -> None:
    put(client)
    call_off(client)
    client.happen(client.event())
    client.wait(minutes=5)
    assert client.states() == ["waiting"]
    call(client, f"DELETE {ENDPOINT}")
    for _ in range(2):
        client.wait(minutes=2)
    assert client.states() == ["failed"]
    refused = call(client, "POST /v1/callbacks/{callback_id}/replay", path={"callback_id": "cb_ord_1.1"}, body="")
    assert refused.status == 404
    assert client.states() == ["failed"]


def test_what_was_held_when_an_endpoint_went_is_sent_to_the_next_if_nobody_gave_it_up(client: Told) -> None:
    put(client)
    call_off(client)
    client.happen(client.event())
    # The run ends before it asks for a look.
    remove_endpoint(client.world.table, client.shop.id)
    assert client.states() == ["waiting"]
    put(client)
    for _ in range(3):
        client.wait(minutes=2)
    assert client.states() == ["delivered"]


def fill(client: Told) -> None:
    """Five callbacks, of which two failed for good."""
    put(client)
    client.happen(client.event("ord_1"), client.event("ord_2", kind="order.cancelled"))
    client.happen(client.event("ord_1", 2, kind="order.refunded"))
    call(client, f"DELETE {ENDPOINT}")
    put(client)
    client.receivers.answers[URL] = [BROKEN]
    client.happen(client.event("ord_3"), client.event("ord_4"))
    call(client, f"DELETE {ENDPOINT}")
    client.wait(minutes=2)
    client.receivers.answers[URL] = [Answer(204, None, 20)]
    put(client)


def test_callbacks_are_listed_newest_first_and_by_state_type_and_subject(client: Told) -> None:
    fill(client)

    def shown(**query: str) -> list[str]:
        answer = call(client, "GET /v1/callbacks", query=query)
        assert answer.status == 200, answer.text
        return [each["id"] for each in answer.json["data"]]

    assert set(shown()) == {"cb_ord_1.1", "cb_ord_1.2", "cb_ord_2.1", "cb_ord_3.1", "cb_ord_4.1"}
    assert set(shown(state="failed")) == {"cb_ord_3.1", "cb_ord_4.1"}
    assert shown(subject="ord_1") == ["cb_ord_1.2", "cb_ord_1.1"]
    assert shown(subject="ord_1", type="order.released") == ["cb_ord_1.1"]
    assert shown(type="order.cancelled") == ["cb_ord_2.1"]
    assert shown(state="waiting") == []
    assert shown(subject="ord_9") == []
    for wrong in ({"state": "lost"}, {"type": "order.relased"}, {"status": "failed"}):
        assert call(client, "GET /v1/callbacks", query=wrong).status == 422


def test_one_callback_is_shown_with_what_it_says_and_only_to_whom_it_is_for(client: Told) -> None:
    fill(client)
    one = call(client, "GET /v1/callbacks/{callback_id}", path={"callback_id": "cb_ord_1.2"})
    assert one.status == 200
    assert one.json["body"]["sequence"] == one.json["sequence"] == 2
    assert one.json["body"]["data"] == {"order_id": "ord_1"}
    assert one.json["last_attempt"]["status"] == 204
    other = Told(Shop(client.world, client.world.merchant()), client.receivers)
    put(other)
    for who, callback_id in ((other, "cb_ord_1.2"), (client, "cb_ord_9.1"), (client, "nonsense"), (client, "cb_.1")):
        for route in ("GET /v1/callbacks/{callback_id}", "POST /v1/callbacks/{callback_id}/replay"):
            assert call(who, route, path={"callback_id": callback_id}, body="").status == 404


def test_one_is_replayed_under_its_own_id_and_number(client: Told) -> None:
    fill(client)
    client.receivers.got.clear()
    again = call(client, "POST /v1/callbacks/{callback_id}/replay", path={"callback_id": "cb_ord_1.1"}, body="")
    assert (again.status, again.json["state"], again.json["attempts"]) == (202, "waiting", 0)
    resend(client.world)
    (sent,) = client.receivers.got
    assert (sent.content["sequence"], sent.headers["webhook-id"]) == (1, sent.content["id"])
    one = call(client, "GET /v1/callbacks/{callback_id}", path={"callback_id": "cb_ord_1.1"}).json
    assert (one["state"], one["attempts"]) == ("delivered", 1)


def test_a_range_is_replayed_and_one_state_of_it_alone_where_that_is_asked(client: Told) -> None:
    fill(client)
    begun = "2026-11-22T00:00:00Z"
    for body, subjects in (
        ({"from": begun, "state": "failed"}, {"ord_3", "ord_4"}),
        ({"from": begun, "to": "2026-11-29T00:00:00+01:00"}, {"ord_1", "ord_2", "ord_3", "ord_4"}),
        ({"from": begun, "to": "2026-11-22T00:00:01Z"}, set[str]()),
    ):
        client.receivers.got.clear()
        asked = call(client, "POST /v1/callbacks/replay", body=body)
        assert asked.status == 202, asked.text
        assert asked.json["from"] == "2026-11-22T00:00:00.000Z"
        assert asked.json["to"] <= "2026-11-22T04"
        for _ in range(3):
            resend(client.world)
        assert {each.content["data"]["order_id"] for each in client.receivers.got} == subjects
        ones = [
            each.content["sequence"] for each in client.receivers.got if each.content["data"]["order_id"] == "ord_1"
        ]
        assert ones == sorted(ones)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "missing"),
        ({"from": "yesterday"}, "invalid_time"),
        ({"from": "2026-11-22T00:00:00"}, "invalid_time"),
        ({"from": "2026-11-22T00:00:00Z", "to": "2026-11-22T00:00:00Z"}, "range_empty"),
        ({"from": "2026-11-22T00:00:00Z", "state": "waiting"}, "literal_error"),
        ({"start": "2026-11-22T00:00:00Z"}, "missing"),
    ],
)
def test_a_range_that_is_none_is_refused(client: Told, body: Any, code: str) -> None:
    put(client)
    refused = call(client, "POST /v1/callbacks/replay", body=body)
    assert (refused.status, refused.json["errors"][0]["code"]) == (422, code)


def test_long_failure_disables_and_tells_the_merchant_with_the_reason(client: Told) -> None:
    put(client)
    client.receivers.answers[URL] = [BROKEN]
    for number in range(6):
        client.happen(client.event(f"ord_{number}"))
    assert client.health() is Health.FAILING
    client.wait(seconds=DISABLE_AFTER.total_seconds())
    client.wait(hours=2)
    assert client.health() is Health.DISABLED
    notices = [each for each in client.world.items("notice") if each["notice_kind"] == "callbacks_disabled"]
    assert [each["values"] for each in notices] == [{"reason": "callbacks_failing_too_long"}]
