"""Typical calls of buyers and of the provider."""

import json

from bench.cases.messages import as_batch
from bench.cases.stage import Event, captured
from tests.functional.handlers.shop import Shop
from tests.support.aws import receive


def showing_a_page(shop: Shop) -> Event:
    """An open link's page."""
    link = shop.link(shop.order(collect="none"))
    return captured(shop, lambda: shop.page(link))


def pressing_the_button(shop: Shop) -> Event:
    """The first press: a hosted checkout is made."""
    link = shop.link(shop.order(collect="none"))
    return captured(shop, lambda: shop.press(link))


def receiving_a_webhook(shop: Shop) -> Event:
    """A session completed."""
    _pay(shop)
    event = _completed(shop)
    return captured(shop, lambda: shop.world.post_webhook(json.dumps(event)))


def processing_a_webhook(shop: Shop) -> Event:
    """The same from the queue: the payment of one order is settled."""
    _pay(shop)
    shop.world.post_webhook(json.dumps(_completed(shop)))
    return as_batch(receive(shop.world.resources.webhook_queue_url))


def closing_links(shop: Shop) -> Event:
    """The link of an order that credits have paid."""
    shop.consent()
    shop.fund(5_000)
    shop.link(shop.order())
    shop.world.relay()
    shop.world.debit()
    shop.world.relay()
    return as_batch(receive(shop.world.resources.closing_queue_url))


def _pay(shop: Shop) -> None:
    url = shop.checkout(shop.link(shop.order(collect="none")))
    shop.world.pay(url)


def _completed(shop: Shop) -> Event:
    return next(event for event in shop.world.stripe_events() if event["type"] == "checkout.session.completed")
