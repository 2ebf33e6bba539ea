"""Where a merchant's callbacks go: put, shown, enabled, tried, taken away."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook

from functions.resend_callbacks.handler import lambda_handler as resend_callbacks
from shared.callbacks.delivering import looking
from shared.callbacks.delivering.courier import Courier
from shared.callbacks.delivering.looking import look_at
from shared.callbacks.endpoint import DISABLE_AFTER, Health, changed_update, enabled, failed
from shared.callbacks.posting.port import TIMEOUT, Answer
from shared.callbacks.requests import EndpointRequest
from shared.callbacks.service import remove_endpoint
from shared.events.port import GroupedMessage
from tests.functional.handlers.crashes import Interruptions
from tests.functional.handlers.managing_callbacks import ENDPOINT, URL, call, call_off, put
from tests.functional.handlers.told import Told, resend
from tests.support.aws import drain
from tests.support.receivers import BROKEN, GONE, TAKEN


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


def test_what_waits_is_sent_although_its_type_is_wanted_no_more(client: Told) -> None:
    """Types say what is told of from now on: what was kept has its number, and a gap would be a loss to who counts."""
    put(client, types=["order.released"])
    client.receivers.answers[URL] = [BROKEN, TAKEN]
    client.happen(client.event())
    put(client, types=["order.refunded"])
    client.happen(client.event(number=2), client.event(number=3, kind="order.refunded"))
    client.wait(minutes=2)
    assert [(each["sequence"], each["type"]) for each in client.told()] == [
        (1, "order.released"),
        (2, "order.refunded"),
    ]


def test_however_much_was_held_all_of_it_is_given_up(client: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking, "HELD_AT_ONCE", 2)
    put(client)
    call_off(client)
    client.happen(*(client.event(f"ord_{number}") for number in range(5)))
    call(client, f"DELETE {ENDPOINT}")
    drain(client.world.resources.callback_retry_queue_url, resend_callbacks)
    assert client.states() == ["failed"] * 5
    assert client.lines() == []


def test_what_was_asked_for_in_vain_is_asked_for_anew_when_it_is_to_be_given_up(client: Told) -> None:
    """The queue drops the same asking for five minutes: the server had become well, and failed before its turn came."""
    put(client)
    call_off(client)
    client.happen(client.event())
    asked: list[str] = []
    for route in (f"POST {ENDPOINT}/enable", f"DELETE {ENDPOINT}"):
        call(client, route, body="")
        asked += [message.deduplication_id for message in _looked_for(client)]
    assert len(asked) == len(set(asked)) == 2


def _looked_for(told: Told) -> list[GroupedMessage]:
    """What a look at its server asks for."""
    sent: list[GroupedMessage] = []
    queue = SimpleNamespace(send=sent.extend)
    look_at(
        Courier(told.world.table, told.world.clock, told.receivers, DISABLE_AFTER),
        queue,
        EndpointRequest(told.shop.id, told.world.clock.now()),
    )
    return sent


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
