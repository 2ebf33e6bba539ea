"""What a shop last said of an order, so that what it said before does not undo it: one item, kept as the order is."""

from dataclasses import dataclass
from typing import Final

from shared.errors import Busy
from shared.shops.mapping.port import ShopState
from shared.table.port import ABSENT, Condition, ConditionFailed, Item, Put, Table
from shared.table.shop_keys import said_key

KIND: Final = "shop_said"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """``said_at`` is by the shop's order, ``sent_at`` by its delivery; both are text, and sort by time.

    ``digest`` is of what it said, where the order followed that; ``None`` where it could not, so that the same may be
    tried again. ``delivery_id`` is the delivery that said it, ``action`` what was done for it: a run may die before it
    has told its delivery so. ``ahead``: it was said later than it came, by a clock that goes before ours.
    """

    order_id: str
    said_at: str
    sent_at: str
    state: ShopState
    digest: str | None
    delivery_id: str
    action: str | None = None
    ahead: bool = False

    def older_than(self, before: "Said") -> bool:
        """Whether ``before`` has said something newer. Times of two clocks cannot be compared: then what was sent
        later counts, as with a deletion that tells no time, or a shop's clock that was put right."""
        if self.ahead is not before.ahead:
            return self.sent_at < before.sent_at
        return self.moment < before.moment

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
        ahead=item.get("ahead", False),
    )


def keep_said(table: Table, said: Said, before: Said | None) -> None:
    """Remember it in place of ``before``, one conditional write. Raises ``Busy`` when something else is remembered by
    now: whether this is newer has to be asked anew."""
    try:
        table.put(Put(_to_item(said), ABSENT if before is None else _as_read(before)))
    except ConditionFailed as lost:
        raise Busy("something else was said of the order meanwhile, try again") from lost


def _as_read(before: Said) -> Condition:
    names = ("said_at", "sent_at", "delivery_id")
    return Condition(
        " AND ".join(f"#{name} = :{name}" for name in names), {name: getattr(before, name) for name in names}
    )


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
    optional = {"digest": said.digest, "action": said.action, "ahead": said.ahead or None}
    return item | {name: value for name, value in optional.items() if value is not None}
