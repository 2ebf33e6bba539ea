"""Typical runs of what tells merchants' servers. No server is there to be called: what that takes is the server's."""

from bench.cases.messages import as_batch
from bench.cases.stage import Event
from tests.functional.handlers.shop import Shop
from tests.support.aws import receive
from tests.support.samples import sample

_EVENTS = 10


def telling(shop: Shop) -> Event:
    """Ten events of a merchant that wants no callbacks: as many messages, and one read."""
    shop.consent()
    for number in range(_EVENTS):
        shop.order(external_id=f"told-{number}")
    shop.world.relay()
    shop.world.debit()
    shop.world.relay()
    return as_batch(receive(shop.world.resources.callback_queue_url))


def telling_again(_: Shop) -> Event:
    """One line in which nothing waits any more."""
    return sample("resend_callbacks")


def asking_again(_: Shop) -> Event:
    """Nothing is due."""
    return sample("retry_callbacks")
