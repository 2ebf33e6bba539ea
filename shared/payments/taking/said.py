"""What a shop last said of an order, so that what it said before does not undo it: one item, kept as the order is."""

from dataclasses import dataclass
from typing import Final

from shared.shops.mapping.port import ShopState
from shared.table.port import Condition, ConditionFailed, Item, Put, Table
from shared.table.shop_keys import said_key

KIND: Final = "shop_said"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """``said_at`` is by the shop's order, ``sent_at`` by its delivery; both are text, and sort by time.

    ``digest`` is of what it said, where the order followed that; ``None`` where it could not, so that the same may be
    tried again. ``delivery_id`` is the delivery that said it, ``action`` what was done for it: a run may die before it
    has told its delivery so.
    """

    order_id: str
    said_at: str
    sent_at: str
    state: ShopState
    digest: str | None
    delivery_id: str
    action: str | None = None

    @property
    def moment(self) -> tuple[str, str]:
        """What is compared: where a clock in whole seconds says the same twice, the later delivery counts."""
        return (self.said_at, self.sent_at)


def said_from(item: Item) -> Said:
    """What is kept in an item."""
    return Said(
        order_id=item["pk"],
        said_at=item["said_at"],
        sent_at=item["sent_at"],
        state=ShopState(item["state"]),
        digest=item.get("digest"),
        delivery_id=item["delivery_id"],
        action=item.get("action"),
    )


def keep_said(table: Table, said: Said) -> bool:
    """Remember it, unless something newer is remembered; whether it was. One conditional write."""
    values = {"said_at": said.said_at, "sent_at": said.sent_at}
    newer = "#said_at < :said_at OR (#said_at = :said_at AND #sent_at <= :sent_at)"
    try:
        table.put(Put(_to_item(said), Condition(f"attribute_not_exists(#pk) OR {newer}", values)))
    except ConditionFailed:
        return False
    return True


def _to_item(said: Said) -> Item:
    pk, sk = said_key(said.order_id)
    item = {
        "pk": pk,
        "sk": sk,
        "kind": KIND,
        "said_at": said.said_at,
        "sent_at": said.sent_at,
        "state": str(said.state),
        "delivery_id": said.delivery_id,
    }
    optional = {"digest": said.digest, "action": said.action}
    return item | {name: value for name, value in optional.items() if value is not None}
