"""What a merchant sees of what its shop delivered, and has taken up anew."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from shared.shops.delivery import REPLAYABLE, TEST_EVENT, Outcome, delivery_id, to_item
from shared.shops.systems import ShopSystem
from shared.table.port import Put
from tests.functional.handlers.connected import Connected, connect
from tests.functional.handlers.shop import Shop
from tests.support.world import Answer


@pytest.fixture
def connected(shop: Shop) -> Connected:
    """A shop on WooCommerce."""
    return connect(shop)


def became(connected: Connected, outcome: Outcome) -> str:
    """The id of a delivery of which this became."""
    assert connected.deliver().status == 200
    (kept, *_), now = connected.deliveries(), connected.shop.world.clock.now()
    fate = replace(
        kept,
        outcome=outcome,
        tries=2,
        decided_at=now,
        next_at=now + timedelta(hours=1) if outcome is Outcome.WAITING else None,
        action="changed",
        reason="some_reason",
        message="in words",
        errors=(("total", "amount_inexact", "no amount"),),
    )
    connected.shop.world.table.put(Put(to_item(fate)))
    return kept.id


def show(connected: Connected, delivery: str) -> Answer:
    """With what it says."""
    return connected.ask("GET /deliveries/{delivery_id}", path={"delivery_id": delivery})


def replay(connected: Connected, delivery: str) -> Answer:
    """Have it taken up anew."""
    return connected.ask("POST /deliveries/{delivery_id}/replay", path={"delivery_id": delivery})


def listed(connected: Connected, **query: str) -> list[str]:
    """Ids, page by page."""
    found: list[str] = []
    while True:
        page = connected.ask("GET /deliveries", query=query)
        assert page.status == 200, page.text
        found += [each["id"] for each in page.json["data"]]
        if page.json["next_cursor"] is None:
            return found
        query |= {"cursor": page.json["next_cursor"]}


def test_deliveries_are_listed_newest_first_and_by_outcome(connected: Connected) -> None:
    made = {outcome: [became(connected, outcome) for _ in range(2)] for outcome in Outcome}
    newest_first = [each.id for each in connected.deliveries()]
    assert len(newest_first) == 2 * len(Outcome)
    assert listed(connected, limit="5") == newest_first
    for outcome, ids in made.items():
        assert listed(connected, outcome=str(outcome), limit="1") == ids[::-1]
    refused = connected.ask("GET /deliveries", query={"outcome": "lost"})
    assert (refused.status, refused.json["errors"][0]["field"]) == (422, "outcome")
    assert listed(connect(connected.shop, ShopSystem.SHOPIFY)) == []


def test_a_delivery_tells_what_became_of_it_and_what_it_says(connected: Connected) -> None:
    body = b'{"id": 7, "name": "\xc3\xbc\\ud800", "raw": "\xff"}'
    assert connected.deliver(body).status == 200
    (kept,) = connected.deliveries()
    shown = show(connected, kept.id)
    assert shown.status == 200
    assert shown.json["body"] == body.decode(errors="replace")
    assert shown.json["body_complete"] is True
    assert (shown.json["outcome"], shown.json["size"], shown.json["shop_order"]) == ("rejected", len(body), None)
    told = show(connected, became(connected, Outcome.WAITING)).json
    assert (told["reason"], told["message"], told["tries"]) == ("some_reason", "in words", 2)
    assert told["errors"] == [{"field": "total", "code": "amount_inexact", "message": "no amount"}]
    assert told["next_at"] > told["decided_at"]
    (entry,) = [each for each in connected.ask("GET /deliveries").json["data"] if each["id"] == told["id"]]
    assert entry == {name: value for name, value in told.items() if name not in ("body", "body_complete")}


def test_control_characters_do_not_burst_an_answer(connected: Connected) -> None:
    assert connected.deliver(b'{"id": "' + b"\x00" * 3_000_000 + b'"}').status == 200
    shown = show(connected, connected.deliveries()[0].id)
    assert shown.json["body_complete"] is False
    assert len(json.dumps(shown.text)) < 6_000_000, "what Lambda takes of a function"


def test_after_ninety_days_nobody_reads_it_although_the_table_may_still_have_it(connected: Connected) -> None:
    known = became(connected, Outcome.REJECTED)
    connected.shop.world.clock.moment += timedelta(days=90)
    assert (show(connected, known).status, replay(connected, known).status) == (404, 404)
    assert listed(connected) == []
    assert len(connected.deliveries()) == 1


@pytest.mark.parametrize("outcome", REPLAYABLE)
def test_a_replay_takes_up_as_if_it_had_just_come(connected: Connected, outcome: Outcome) -> None:
    known = became(connected, outcome)
    answer = replay(connected, known)
    assert answer.status == 202
    told = answer.json
    assert (told["outcome"], told["replays"], told["tries"]) == ("received", 1, 0)
    assert [told[name] for name in ("reason", "message", "next_at", "decided_at", "action")] == [None] * 5
    assert told["errors"] == []
    (item,) = connected.shop.world.items("shop_delivery")
    assert "due_pk" not in item, "no schedule looks at it any more"
    assert show(connected, known).json["body"], "what came is kept"
    again = replay(connected, known)
    assert (again.status, again.json["code"]) == (409, "not_replayable")
    assert connected.deliveries()[0].turn == 1


@pytest.mark.parametrize("outcome", [each for each in Outcome if each not in REPLAYABLE])
def test_what_is_done_is_not_done_again(connected: Connected, outcome: Outcome) -> None:
    known = became(connected, outcome)
    before = connected.shop.world.items("shop_delivery")
    refused = replay(connected, known)
    assert (refused.status, refused.json["code"]) == (409, "not_replayable")
    assert connected.shop.world.items("shop_delivery") == before


def test_two_who_replay_at_once_do_it_once(connected: Connected, monkeypatch: pytest.MonkeyPatch) -> None:
    known = became(connected, Outcome.REJECTED)
    table = type(connected.shop.world.table)
    others: list[bool] = []
    update = table.update

    def late(self: object, change: object) -> object:
        if not others:
            others.append(True)
            assert replay(connected, known).status == 202
        return update(self, change)  # type: ignore[arg-type]

    monkeypatch.setattr(table, "update", late)
    assert replay(connected, known).status == 409
    assert connected.deliveries()[0].turn == 1


def test_all_with_an_outcome_are_walked_over_once_for_all_who_asked(connected: Connected) -> None:
    def walk(outcome: str) -> Answer:
        return connected.ask("POST /deliveries/replay", body={"outcome": outcome})

    assert walk("rejected").json["replay"] == {"outcomes": ["rejected"], "pages": 0}
    (first,) = connected.shop.world.items("shop_connection")
    assert walk("held").json["replay"]["outcomes"] == ["held", "rejected"]
    (second,) = connected.shop.world.items("shop_connection")
    assert first["walk"][0] != second["walk"][0], "the stream tells of another"
    assert second["walk"][2:] == [None, 0], "from the beginning"
    for wrong in ("applied", "received", "stale", "unchanged", "lost", ""):
        assert walk(wrong).status == 422


@pytest.mark.parametrize("system", ShopSystem)
def test_a_test_delivery_goes_the_way_of_a_real_one(shop: Shop, system: ShopSystem) -> None:
    connected = connect(shop, system, currencies=["JPY"])
    turned = connected.ask("POST /rotate-secret", body={"expires_in_hours": 1})
    assert turned.status == 201
    made = [connected.ask("POST /test") for _ in range(2)]
    assert [answer.status for answer in made] == [202, 202]
    assert [(answer.json["event"], answer.json["outcome"]) for answer in made] == [(TEST_EVENT, "received")] * 2
    assert len({answer.json["id"] for answer in made}) == 2
    said = json.loads(show(connected, made[0].json["id"]).json["body"])
    assert said["currency"] == "JPY"
    assert str(said["id"]) == made[0].json["shop_order"]
    connected.ask("PATCH", body={"paused": True})
    assert connected.ask("POST /test").json["outcome"] == "held"


def test_deliveries_are_named_by_everything_that_tells_them_apart() -> None:
    same = delivery_id("shp_1", "orders/create", "event", "digest")
    others = {
        delivery_id("shp_2", "orders/create", "event", "digest"),
        delivery_id("shp_1", "orders/paid", "event", "digest"),
        delivery_id("shp_1", "orders/create", "other", "digest"),
        delivery_id("shp_1", "orders/create", "event", "other"),
    }
    assert len({same, *others}) == 5
