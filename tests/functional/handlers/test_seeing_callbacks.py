"""Callbacks seen one by one and in lists, and replayed by whom they are for."""

from datetime import timedelta
from typing import Any

import pytest

from shared.callbacks.posting.port import Answer
from shared.callbacks.requests import LANES
from tests.functional.handlers.managing_callbacks import ENDPOINT, URL, call, put
from tests.functional.handlers.shop import Shop
from tests.functional.handlers.told import Told, resend
from tests.support.aws import bodies
from tests.support.receivers import BROKEN


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
        client.world.clock.moment += timedelta(minutes=1)
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


def test_no_merchant_fills_the_queue_with_what_it_asks_for(client: Told) -> None:
    """SQS looks for free lanes among the first 120,000 messages: behind as many of one merchant nobody has a turn."""
    fill(client)
    client.happen(*(client.event(f"ord_{number}") for number in range(20, 40)))
    bodies(client.world.resources.callback_retry_queue_url)
    client.world.clock.moment += timedelta(minutes=1)
    client.world.clock.moment = client.world.clock.moment.replace(second=0)
    for again in range(3):
        for one in (each.id for each in client.callbacks()):
            path = {"callback_id": one}
            assert call(client, "POST /v1/callbacks/{callback_id}/replay", path=path, body="").status == 202
        assert call(client, f"POST {ENDPOINT}/enable", body="").status == 200
        ranged = call(client, "POST /v1/callbacks/replay", body={"from": "2026-11-22T00:00:00Z"})
        assert (ranged.status, ranged.json.get("code")) == ((409, "replay_too_soon") if again else (202, None))
    assert len(bodies(client.world.resources.callback_retry_queue_url)) == LANES + 2
    client.world.clock.moment += timedelta(minutes=1)
    assert call(client, "POST /v1/callbacks/replay", body={"from": "2026-11-22T00:00:00Z"}).status == 202
