"""The messages that have a delivery taken, or the next page of kept ones taken up anew; pure.

On the way of every order, so what only shops need is imported when one of theirs comes.
"""

import json
from dataclasses import dataclass
from typing import Final

from shared.canonical import canonical_json
from shared.errors import MalformedRequest
from shared.events.port import GroupedMessage
from shared.table.port import Item

_TAKEN_UP: Final = ("turn", "tries")


@dataclass(frozen=True, slots=True)
class DeliveryRequest:
    """Take this delivery; which of its turns it was sent for does not matter to who takes it."""

    delivery_id: str
    connection_id: str


@dataclass(frozen=True, slots=True)
class WalkRequest:
    """Take up anew the page of deliveries above this place, for this walk of the connection."""

    connection_id: str
    walk_id: str
    above: str | None


def wanted_shop_message(old: Item | None, new: Item | None) -> GroupedMessage | None:
    """The message for a delivery that is to be taken, or for a walk's next page."""
    if new is None:
        return None
    if new.get("kind") == "shop_delivery":
        return _wanted_delivery(old, new)
    if new.get("kind") == "shop_connection":
        return _wanted_page(old, new)
    return None


def read_request(body: str) -> DeliveryRequest | WalkRequest:
    """What a message asks for. Raises :class:`MalformedRequest` for any other message."""
    try:
        content = json.loads(body)
        if "shop_delivery" in content:
            named = content["shop_delivery"]
            return DeliveryRequest(str(named["id"]), str(named["connection"]))
        named = content["shop_walk"]
        above = named["above"]
        return WalkRequest(str(named["connection"]), str(named["walk"]), str(above) if above is not None else None)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise MalformedRequest("nothing that a shop delivered", code="invalid_message") from error


def _wanted_delivery(old: Item | None, new: Item) -> GroupedMessage | None:
    """One that was new is told of also when it is held: its connection may have been resumed while it was written."""
    from shared.shops.delivery import Outcome, from_item

    outcome = new["outcome"]
    if outcome != Outcome.RECEIVED and (old is not None or outcome != Outcome.HELD):
        return None
    if old is not None and old["outcome"] == outcome and all(old[name] == new[name] for name in _TAKEN_UP):
        return None
    delivery = from_item(new)
    body = canonical_json({"shop_delivery": {"id": delivery.id, "connection": delivery.connection_id}})
    return GroupedMessage(body, delivery.group, f"{delivery.id}.{delivery.turn}.{delivery.tries}")


def _wanted_page(old: Item | None, new: Item) -> GroupedMessage | None:
    if "walk" not in new or (old is not None and old.get("walk") == new["walk"]):
        return None
    from shared.shops.connection import connection_from_item

    connection = connection_from_item(new)
    walk = connection.walk
    if walk is None:
        return None
    named = {"connection": connection.id, "walk": walk.id, "above": walk.cursor}
    return GroupedMessage(canonical_json({"shop_walk": named}), connection.id, f"{walk.id}.{walk.cursor or ''}")
