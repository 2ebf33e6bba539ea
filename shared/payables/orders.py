"""Orders as payables."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from shared.orders.forgetting import forgotten_update
from shared.orders.model import Order
from shared.orders.store import (
    OrderVersion,
    Settled,
    charge_update,
    claim_update,
    declined_update,
    from_item,
    link_removed_update,
    linked_update,
    money_back_update,
    paid_update,
    pending_update,
    release_update,
)
from shared.payables.model import PaidBy, Payable, Version
from shared.table.keys import order_key
from shared.table.port import Item, Update

__all__: Final = [
    "charge",
    "claim",
    "declined_update",
    "forgotten",
    "from_item",
    "link_removed_update",
    "linked",
    "money_back",
    "order_key",
    "paid",
    "pending_update",
    "release_update",
]


def claim(version: Version, payment_id: str) -> Update:
    """See :class:`shared.payables.kinds.Kind`."""
    return claim_update(_of(version), payment_id)


def charge(version: Version, payment_id: str) -> Update:
    """See :class:`shared.payables.kinds.Kind`."""
    return charge_update(_of(version), payment_id)


def paid(version: Version, by: PaidBy) -> Update:
    """Settled and released under the payment's own claim."""
    return paid_update(_of(version), Settled(by.payment_id, by.means, by.amount, by.at, by.link_id), claimed=True)


def money_back(payable: Payable, refunded: int, disputed: int, at: datetime) -> Update:
    """The payment status follows."""
    if not isinstance(payable, Order):
        raise TypeError("not an order")
    return money_back_update(payable, refunded=refunded, disputed=disputed, at=at)


def linked(version: Version, pointer: Mapping[str, str]) -> Update:
    """With the day on which link and buyer are to be forgotten."""
    return linked_update(_of(version), pointer)


def forgotten(item: Item, now: datetime, ended_link: str | None) -> Update | None:
    """With the buyer's data."""
    return forgotten_update(from_item(item), now, ended_link)


def _of(version: Version) -> OrderVersion:
    return OrderVersion(version.id, version.merchant_id, version.amount_version)
