"""Webhook deliveries: signed, retried, duplicated, reordered, delayed, lost and sent again."""

import time
from typing import Any

import pytest
import stripe

from tests.functional.local.stripe_support import SECRET, VISA, Shop, receiving

COMPLETED = "checkout.session.completed"


def test_signatures_hold_and_bodies_are_the_events(shop: Shop) -> None:
    shop.paid_session()
    shop.receiver.wait_for(4)
    sent = shop.receiver.events()[-1]
    kept = shop.client.v1.events.retrieve(sent.id)
    assert kept.data.object.to_dict() == sent.data.object.to_dict()
    assert (sent.livemode, sent.api_version, sent.request) == (False, stripe.api_version, kept.request)
    body, signed = shop.receiver.posts[0]
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event(body + b" ", signed, SECRET)


def test_a_snapshot_does_not_follow_the_object(shop: Shop) -> None:
    session = shop.open_session()
    shop.post(session, card_number="4000000000000002")
    shop.post(session, card_number=VISA)
    failed = shop.client.v1.events.list({"type": "payment_intent.payment_failed"}).data[0]
    assert failed.data.object["status"] == "requires_payment_method"


def test_an_endpoint_that_fails_is_tried_again(shop: Shop) -> None:
    shop.receiver.answers = [500, 503]
    shop.client.v1.customers.create()
    assert shop.receiver.wait_for(3) == ["customer.created"] * 3
    assert len({event.id for event in shop.receiver.events()}) == 1
    shop.settle()
    assert shop.client.v1.events.list({"delivery_success": True}).data[0].pending_webhooks == 0


def test_it_gives_up_and_can_be_sent_again(shop: Shop) -> None:
    shop.receiver.answers = [500] * 4
    shop.client.v1.customers.create()
    shop.receiver.wait_for(4)
    shop.settle()
    assert shop.sim("health", method="GET")["deliveries"] == {"failed": 1}
    undelivered = shop.client.v1.events.list({"delivery_success": False}).data
    assert [event.type for event in undelivered] == ["customer.created"]
    assert shop.sim("deliver") == {"due": 1}
    assert len(shop.receiver.posts) == 5
    assert shop.client.v1.events.list({"delivery_success": False}).data == []


def test_duplicates(shop: Shop) -> None:
    shop.sim("faults", {"deliveries": [{"kind": "duplicate", "types": [COMPLETED], "copies": 2}]})
    shop.paid_session()
    assert shop.receiver.wait_for(6)[3:] == [COMPLETED] * 3
    assert len({event.id for event in shop.receiver.events()}) == 4


def test_reordering(shop: Shop) -> None:
    shop.sim("faults", {"deliveries": [{"kind": "reorder", "size": 4, "count": 4}]})
    shop.paid_session()
    assert shop.receiver.wait_for(4) == [
        COMPLETED,
        "payment_intent.succeeded",
        "charge.succeeded",
        "payment_intent.created",
    ]


def test_a_lone_event_is_held_back_only_for_a_while(shop: Shop) -> None:
    shop.sim("faults", {"deliveries": [{"kind": "reorder", "size": 9}]})
    shop.client.v1.customers.create()
    assert shop.receiver.posts == []
    assert shop.receiver.wait_for(1) == ["customer.created"]


def test_delays(shop: Shop) -> None:
    shop.sim("faults", {"deliveries": [{"kind": "delay", "seconds": 3600, "types": ["customer.*"], "count": 1}]})
    shop.client.v1.customers.create()
    shop.settle()
    assert shop.receiver.posts == []
    shop.sim("advance", {"seconds": 3600})
    assert shop.receiver.wait_for(1) == ["customer.created"]


def test_losses_are_found_by_reconciling(shop: Shop) -> None:
    shop.sim("faults", {"deliveries": [{"kind": "drop", "types": [COMPLETED]}]})
    session = shop.paid_session()
    shop.receiver.wait_for(3)
    shop.settle()
    lost = shop.client.v1.events.list({"delivery_success": False, "type": COMPLETED}).data
    assert [event.data.object["id"] for event in lost] == [session.id]
    shop.sim("faults", method="DELETE")
    shop.sim("deliver", {"event": lost[0].id})
    assert shop.receiver.types()[-1] == COMPLETED


def test_a_delivered_event_can_be_sent_again(shop: Shop) -> None:
    shop.client.v1.customers.create()
    shop.receiver.wait_for(1)
    shop.settle()
    event = shop.client.v1.events.list().data[0]
    shop.sim("deliver", {"event": event.id})
    assert [sent.id for sent in shop.receiver.events()] == [event.id, event.id]
    assert shop.client.v1.events.retrieve(event.id).pending_webhooks == 0


def test_several_endpoints_have_their_own_secrets_and_wishes(shop: Shop) -> None:
    with receiving() as other:
        shape: Any = {"url": other.url, "enabled_events": ["customer.updated", "checkout.session.completed"]}
        endpoint = shop.client.v1.webhook_endpoints.create(shape)
        customer = shop.client.v1.customers.create()
        shop.client.v1.customers.update(customer.id, {"name": "Ada"})
        other.wait_for(1, secret=str(endpoint.secret))
        shop.settle()
        assert [event.type for event in other.events(str(endpoint.secret))] == ["customer.updated"]
        assert shop.receiver.types() == ["customer.created", "customer.updated"]
        shop.client.v1.webhook_endpoints.delete(endpoint.id)
        shop.client.v1.customers.update(customer.id, {"name": "Eve"})
        shop.receiver.wait_for(3)
        assert len(other.posts) == 1


def test_connected_accounts_report_to_connect_endpoints(shop: Shop) -> None:
    own: Any = {"stripe_account": "acct_1Seller"}
    with receiving() as connect:
        added = shop.sim("webhook_endpoints", {"url": connect.url, "secret": "whsec_connect", "connect": True})
        assert added["secret"] == "whsec_connect"
        customer = shop.client.v1.customers.create({}, own)
        connect.wait_for(1, secret="whsec_connect")
        shop.settle()
        event = connect.events("whsec_connect")[0]
        assert (event.account, event.data.object["id"]) == ("acct_1Seller", customer.id)
        assert shop.receiver.posts == []
    assert shop.client.v1.events.list().data == []
    assert len(shop.client.v1.events.list({}, own).data) == 1
    with pytest.raises(stripe.InvalidRequestError, match="No such customer"):
        shop.client.v1.customers.retrieve(customer.id)


def test_a_delivery_follows_its_cause_quickly(shop: Shop) -> None:
    before = time.monotonic()
    shop.client.v1.customers.create()
    shop.receiver.wait_for(1)
    assert time.monotonic() - before < 3.0
