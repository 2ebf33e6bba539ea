"""Linking cards and PayPal accounts by a hosted page: what is agreed to, what is stored first, and what comes of it."""

from dataclasses import replace

import pytest

from shared.payment_methods.store import changed_update, read_methods
from tests.functional.handlers.linking import MASTERCARD, TERMS, Linking
from tests.functional.handlers.shop import Shop
from tests.support.world import GOOD_CARD, World

NO_WAY_BACK = (
    "http://shop.example",
    "javascript:alert(1)",
    "//shop.example",
    "https://",
    "https:///methods",
    "https://:443/",
    "https://shop.example@evil.example/",
    "https://evil.example\\@shop.example/",
    "https://[::1]/",
    "https://shop.example:port/",
    "https://shop.example/ü",
    "https://shop.example/\n",
    "https://shop.example/" + 2_000 * "x",
)


@pytest.fixture
def methods(shop: Shop) -> Linking:
    """Of a merchant with none."""
    return Linking(shop)


def test_who_has_none_is_shown_at_once_what_there_is(methods: Linking) -> None:
    assert methods.show() == {"linked": [], "available": ["card", "paypal"], "show_available": True}


def test_a_card_is_linked_on_the_providers_page(world: World, methods: Linking) -> None:
    answer = methods.ask()
    assert (answer.status, answer.json["status"]) == (201, "open")
    assert methods.fill(answer.json["url"], card_number=GOOD_CARD, exp="12/40").status_code == 303
    assert methods.ids() == []

    world.deliver_webhooks()

    shown = methods.show()
    (card,) = shown["linked"]
    assert (shown["available"], shown["show_available"]) == (["card", "paypal"], False)
    assert (card["kind"], card["brand"], card["last4"], card["priority"]) == ("card", "visa", "4242", 1)
    assert (card["exp_month"], card["exp_year"], card["email"]) == (12, 2040, None)
    assert (card["health"], card["health_reason"]) == ("ok", None)
    assert methods.told() == []


def test_a_paypal_account_is_linked_once_its_result_is_there(world: World, methods: Linking) -> None:
    methods.begin(paypal="pending_paid")
    world.deliver_webhooks()
    assert methods.ids() == []
    assert methods.setups()[0]["status"] == "open"
    world.pass_time(seconds=61)
    world.deliver_webhooks()
    (paypal,) = methods.show()["linked"]
    assert (paypal["kind"], paypal["email"], paypal["last4"]) == ("paypal", "help@shop.example", None)
    assert methods.setups()[0]["status"] == "complete"


def test_what_was_agreed_to_is_kept_for_good(world: World, methods: Linking) -> None:
    method = methods.link()
    (setup,) = methods.setups()
    assert (setup["terms"], setup["accepted_by"], setup["actor"]) == (TERMS, "Mira Okafor", "merchant")
    assert (setup["status"], setup["method_id"]) == ("complete", method)
    assert {"created_at", "expires_at"} <= setup.keys()
    assert not {"ttl", "due_pk", "url"} & setup.keys()
    assert methods.item()["methods"][0]["setup_id"] == setup["id"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"terms": ""}, "terms"),
        ({"terms": "x" * 10_001}, "terms"),
        ({"accepted_by": ""}, "accepted_by"),
        *(({"return_url": url}, "return_url") for url in NO_WAY_BACK),
    ],
)
def test_what_cannot_be_asked_for_is_told_by_field(methods: Linking, body: dict[str, str], field: str) -> None:
    answer = methods.ask(**body)
    assert (answer.status, [each["field"] for each in answer.json["errors"]]) == (422, [field])
    assert methods.item() == {}


@pytest.mark.parametrize("missing", ["terms", "accepted_by", "return_url"])
def test_nothing_is_linked_without_terms_a_person_and_a_way_back(methods: Linking, missing: str) -> None:
    answer = methods.ask(**{missing: None})
    assert answer.status == 422


def test_the_same_request_again_is_the_same_set_up(methods: Linking) -> None:
    first, second = methods.ask("k"), methods.ask("k")
    assert second.json == first.json
    assert len(methods.setups()) == 1
    other = methods.ask("k", accepted_by="Somebody Else")
    assert (other.status, other.json["code"]) == (422, "idempotency_mismatch")


def test_the_page_is_gone_from_the_answer_once_it_is_used(world: World, methods: Linking) -> None:
    answer = methods.ask("k")
    methods.fill(answer.json["url"], card_number=GOOD_CARD)
    world.deliver_webhooks()
    again = methods.ask("k").json
    assert (again["status"], again["url"], again["method"]) == ("complete", None, methods.ids()[0])


def test_one_owner_is_made_at_the_provider_whatever_is_asked_for(world: World, methods: Linking) -> None:
    methods.ask()
    methods.shop.set_merchant(name="Another name")
    methods.ask()
    with world.stripe.server.lock:
        customers = [dict(each) for each in world.stripe.simulator.world.account("").customers.values()]
    (customer,) = customers
    assert (customer["name"], customer["email"]) == ("Paper & Thread", "help@shop.example")
    assert customer["metadata"]["orderpay_merchant"] == methods.shop.id


def test_while_the_owner_is_not_known_the_same_is_asked_again(world: World, methods: Linking) -> None:
    lost = {"kind": "timeout", "path": "/v1/customers", "count": 1}
    world.faults(calls=[lost | {"effect": True}, lost | {"effect": False}])
    answer = methods.ask()
    assert (answer.status, answer.json["code"]) == (503, "provider_timeout")
    methods.shop.set_merchant(name="Another name")
    assert methods.ask().status == 201
    with world.stripe.server.lock:
        assert len(world.stripe.simulator.world.account("").customers) == 1


def test_an_owner_that_is_refused_may_be_asked_for_otherwise(world: World, methods: Linking) -> None:
    world.faults(calls=[{"kind": "fail", "path": "/v1/customers", "status": 400}])
    assert methods.ask().status == 422
    methods.shop.set_merchant(name="Another name")
    assert methods.ask().status == 201
    with world.stripe.server.lock:
        (customer,) = world.stripe.simulator.world.account("").customers.values()
    assert customer["name"] == "Another name"


def test_a_page_that_the_provider_opened_without_an_answer_is_the_one_that_is_handed_out(
    world: World, methods: Linking
) -> None:
    world.lose_answers(with_effect=True)
    assert methods.ask("k").json["code"] == "provider_timeout"
    (setup,) = methods.setups()
    assert (setup["status"], "session_id" in setup) == ("making", False)
    assert methods.ask("k").status == 201
    with world.stripe.server.lock:
        (session,) = world.stripe.simulator.world.account("").sessions.values()
    assert methods.setups()[0]["session_id"] == session["id"]


def test_a_page_that_the_provider_refuses_ends_its_set_up(world: World, methods: Linking) -> None:
    methods.ask()
    world.faults(calls=[{"kind": "fail", "path": "/v1/checkout/sessions", "status": 400}])
    assert methods.ask("k").status == 422
    assert methods.setups()[-1]["status"] == "failed"
    again = methods.ask("k")
    assert (again.status, again.json["status"], again.json["url"]) == (201, "failed", None)


def test_when_the_owner_is_deleted_there_another_one_is_made(world: World, methods: Linking) -> None:
    methods.link()
    methods.delete_customer()
    answer = methods.ask()
    assert answer.status == 201, answer.text
    assert methods.health() == [("dead", "customer_deleted")]
    methods.fill(answer.json["url"], card_number=MASTERCARD)
    world.deliver_webhooks()
    assert [method["health"] for method in methods.show()["linked"]] == ["dead", "ok"]


def test_no_more_than_twenty_are_linked(methods: Linking, world: World) -> None:
    methods.link()
    linked = read_methods(world.table, methods.shop.id)
    many = [replace(linked.methods[0], id=f"pm_{number}", fingerprint=str(number)) for number in range(20)]
    world.table.update(changed_update(linked, linked.with_methods(many)))
    answer = methods.ask()
    assert (answer.status, answer.json["code"]) == (409, "too_many_methods")


def test_the_same_card_takes_the_place_of_itself(world: World, methods: Linking) -> None:
    first, second = methods.link(), methods.link(card_number=MASTERCARD, exp="12/40")
    methods.begin(card_number=GOOD_CARD, exp="11/41")
    world.deliver_webhooks()
    new, other = methods.show()["linked"]
    assert (other["id"], new["exp_year"]) == (second, 2041)
    assert new["id"] != first
    assert len(methods.held()) == 2
    assert methods.item()["detaching"] == []
