"""Which events get in, and which of them are acted on."""

import json
from typing import Any

import pytest

from shared.runtime.secrets import forget_secrets
from shared.stripe_gateway.signature import sign
from tests.functional.handlers.books import sessions
from tests.functional.handlers.shop import Shop
from tests.support.aws import bodies, put_stripe_secret
from tests.support.world import WEBHOOK_SECRET, Json, World


@pytest.fixture
def paid(world: World, shop: Shop) -> Json:
    """The event of a top-up that was paid and not yet told of."""
    world.pay(shop.top_up(5_000).json["checkout_url"])
    return next(event for event in world.stripe_events() if event["type"] == "checkout.session.completed")


def test_an_event_without_a_good_signature_is_refused(world: World, shop: Shop, paid: Json) -> None:
    body, now = json.dumps(paid), int(world.clock.seconds())
    headers = [
        "",
        "garbage",
        sign(body.encode(), "whsec_other", now),
        sign(body.encode(), WEBHOOK_SECRET, now - 301),
        sign(body.encode(), WEBHOOK_SECRET, now + 302),
        sign(body.encode() + b" ", WEBHOOK_SECRET, now),
    ]
    answers = [world.post_webhook(body, header) for header in headers]
    assert [(answer.status, answer.json["code"]) for answer in answers] == [(400, "invalid_signature")] * len(headers)
    world.deliver_webhooks([])
    assert shop.wallet()["balance"] == 0


def test_an_event_with_characters_that_the_queue_refuses_gets_in_as_it_is(world: World, shop: Shop, paid: Json) -> None:
    """A buyer may write them into a name; JSON may hold them, and SQS refuses a message that does."""
    named = paid | {"note": "Zoë \uffff \ufffe \x7f \U0001f600 \ud7ff \ue000 \ufffd \t\n"}
    text = json.dumps(named, ensure_ascii=False)

    assert world.post_webhook(text, sign(text.encode(), WEBHOOK_SECRET, int(world.clock.seconds()))).status == 200

    (body,) = bodies(world.resources.webhook_queue_url)
    assert not {"\uffff", "\ufffe"} & set(body)
    assert json.loads(body) == named
    assert body == text.replace("\uffff", "\\uffff").replace("\ufffe", "\\ufffe")


def test_while_a_secret_is_rotated_both_open(world: World, shop: Shop, paid: Json) -> None:
    secret = {"api_key": world.stripe.key, "webhook_secrets": ["whsec_new", WEBHOOK_SECRET]}
    put_stripe_secret(json.dumps(secret))
    forget_secrets()
    body, now = json.dumps(paid), int(world.clock.seconds())
    for each in ("whsec_new", WEBHOOK_SECRET):
        assert world.post_webhook(body, sign(body.encode(), each, now)).status == 200
    world.deliver_webhooks([])
    assert shop.wallet()["balance"] == 5_000


def test_without_any_secret_there_is_no_endpoint(world: World, paid: Json) -> None:
    secret = {"api_key": world.stripe.key, "webhook_secrets": [""]}
    put_stripe_secret(json.dumps(secret))
    forget_secrets()
    assert world.post_webhook(json.dumps(paid)).status == 404


@pytest.mark.parametrize(
    "change",
    [
        {"livemode": True},
        {"type": "customer.created"},
        {"type": "charge.succeeded"},
        {"data": {"object": {"id": "cs_test_x", "metadata": {}}}},
        {"data": {"object": {"id": "cs_test_x", "metadata": {"orderpay_deployment": "somebody-else"}}}},
        {"data": {"object": {"object": "balance", "metadata": None}}},
    ],
    ids=["livemode", "unknown type", "a charge", "no metadata", "another deployment", "no id"],
)
def test_what_is_not_ours_is_taken_and_ignored(world: World, shop: Shop, paid: Json, change: Json) -> None:
    world.deliver_webhooks([paid | change])
    assert shop.wallet()["balance"] == 0
    assert world.items("surplus") == []
    world.deliver_webhooks([paid])
    assert shop.wallet()["balance"] == 5_000


def test_an_event_is_only_a_hint_and_its_content_is_not_believed(world: World, shop: Shop) -> None:
    shop.top_up(5_000)
    (opened,) = sessions(world)
    forged: dict[str, Any] = {
        "id": "evt_forged",
        "type": "checkout.session.completed",
        "livemode": False,
        "data": {"object": opened | {"status": "complete", "payment_status": "paid"}},
    }
    world.deliver_webhooks([forged])
    assert shop.wallet()["balance"] == 0
    assert [payment["state"] for payment in world.items("payment")] == ["pending"]


def test_a_session_that_is_not_ours_is_ignored_whatever_an_event_says_of_it(world: World, shop: Shop) -> None:
    url = shop.top_up(5_000).json["checkout_url"]
    world.pay(url)
    events = world.stripe_events()
    with world.stripe.server.lock:
        for session in world.stripe.simulator.world.platform.sessions.values():
            session["metadata"] = session["metadata"] | {"orderpay_deployment": "somebody-else"}
    world.deliver_webhooks(events)
    assert shop.wallet()["balance"] == 0
    assert world.items("surplus") == []


def test_an_intent_that_no_checkout_of_ours_made_is_ignored(world: World, paid: Json) -> None:
    subject = {"id": "pi_foreign", "metadata": paid["data"]["object"]["metadata"]}
    world.deliver_webhooks([paid | {"id": "evt_pi", "type": "payment_intent.succeeded", "data": {"object": subject}}])
    assert world.items("surplus") == []


def test_a_provider_that_is_down_keeps_the_event_in_the_queue(world: World, shop: Shop, paid: Json) -> None:
    world.faults(calls=[{"kind": "fail", "status": 503, "path": "/v1/checkout/sessions/*", "count": 3}])
    world.deliver_webhooks([paid])
    assert shop.wallet()["balance"] == 0
    world.deliver_webhooks([])
    assert shop.wallet()["balance"] == 5_000
