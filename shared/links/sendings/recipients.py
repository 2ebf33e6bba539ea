"""Who cannot or will not be reached: kept by a hash of the address, for 90 days from the last word about it."""

from datetime import datetime, timedelta
from typing import Final

from shared.clock import rfc3339
from shared.errors import Conflict
from shared.ids import derived_id
from shared.links.sendings.model import Channel, Delivery
from shared.table.keys import recipient_key
from shared.table.port import Condition, Item, Put

_KEPT: Final = timedelta(days=90)


def recipient_id(channel: Channel, address: str) -> str:
    """The name of an address that does not tell it; mail addresses are the same whatever their case."""
    return derived_id("rcp", channel, address.lower())


def mark_put(channel: Channel, address: str, delivery: Delivery, at: datetime) -> Put:
    """Remember that this person is ``undeliverable`` or ``opted_out``; what stands is not made less of."""
    pk, sk = recipient_key(recipient_id(channel, address))
    item: Item = {
        "pk": pk,
        "sk": sk,
        "kind": "recipient",
        "delivery": str(delivery),
        "rank": delivery.rank,
        "at": rfc3339(at),
        "ttl": int((at + _KEPT).timestamp()),
    }
    known = Condition(
        "attribute_not_exists(#pk) OR #rank <= :rank OR #ttl <= :now",
        {"rank": delivery.rank, "now": int(at.timestamp())},
    )
    return Put(item, known)


def problem_of(mark: Item | None, now: datetime, *, again: bool) -> Conflict | None:
    """Why nothing is sent to this address, if anything keeps it; ``again`` tries what failed, never who said no."""
    if mark is None or mark["ttl"] <= now.timestamp():
        return None
    if mark["delivery"] == Delivery.OPTED_OUT:
        return Conflict("this recipient wants no messages", code="recipient_opted_out")
    if again:
        return None
    return Conflict("a message to this recipient could not be delivered", code="recipient_undeliverable")
