"""Messages that the queue brings, and what became of them."""

from typing import Any

from shared.table.keys import Key
from tests.functional.handlers.shop import Shop
from tests.support.world import Json


def the_sending(shop: Shop) -> Json:
    """The only one that there is."""
    (sending,) = shop.sendings()
    return sending


def handed(handler: Any, body: str) -> Json:
    """One invocation with this message."""
    record = {"messageId": "m", "body": body, "attributes": {"ApproximateReceiveCount": "2"}}
    answer: Json = handler({"Records": [record]}, None)
    return answer


def key(sending: Json) -> Key:
    """Where it lives."""
    return Key(sending["pk"], sending["sk"])
