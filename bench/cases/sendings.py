"""Typical messages with payment links."""

import json

from bench.cases.messages import as_batch
from bench.cases.stage import Event, captured
from tests.functional.handlers.shop import Shop
from tests.support.aws import receive
from tests.support.samples import sample


def asking_for_an_sms(shop: Shop) -> Event:
    """An SMS with a fee."""
    link = _link(shop)
    return captured(shop, lambda: shop.send(link))


def saving_texts(shop: Shop) -> Event:
    """A merchant's own SMS."""
    return captured(shop, lambda: shop.save_templates({"de": {"sms": "{merchant}: {amount} {link}"}}))


def handing_over(shop: Shop) -> Event:
    """One SMS to SNS."""
    assert shop.send(_link(shop)).status == 201  # noqa: S101 - what is measured must be what is meant
    shop.world.relay()
    return as_batch(receive(shop.world.resources.sending_queue_url))


def recording_a_bounce(shop: Shop) -> Event:
    """SES tells that a mailbox does not exist."""
    shop.send(_link(shop), channel="email", to="a@example.com")
    (sending,) = shop.sendings()
    event = sample("record_deliveries")
    body = json.loads(event["Records"][0]["body"])
    body["detail"]["mail"]["tags"] |= {"orderpay_link": [sending["link_id"]], "orderpay_sending": [sending["id"]]}
    event["Records"][0]["body"] = json.dumps(body)
    return event


def _link(shop: Shop) -> str:
    shop.fund(1_000)
    return str(shop.link(shop.order(collect="none"))["id"])
