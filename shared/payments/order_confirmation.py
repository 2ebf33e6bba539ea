"""Whether whoever bought was sent a confirmation of the payment, as an order tells it. Pure."""

from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from shared.clock import rfc3339
from shared.ids import derived_id
from shared.links.sendings.model import Delivery, Sending, SendingStatus
from shared.orders.means import paid_in_shop
from shared.orders.model import Order
from shared.table.keys import Key, sending_key

PAID_BY_MERCHANT: Final = "paid_by_merchant"
PAID_IN_SHOP: Final = "paid_in_shop"


class ConfirmationStatus(StrEnum):
    """``unknown``: the mail was handed over, and nobody knows whether it was taken; it is never sent again blindly."""

    QUEUED = "queued"
    SENT = "sent"
    NOT_SENT = "not_sent"
    UNKNOWN = "unknown"


_STATUS: Final = {
    SendingStatus.QUEUED: ConfirmationStatus.QUEUED,
    SendingStatus.SENDING: ConfirmationStatus.QUEUED,
    SendingStatus.SENT: ConfirmationStatus.SENT,
    SendingStatus.FAILED: ConfirmationStatus.NOT_SENT,
    SendingStatus.UNKNOWN: ConfirmationStatus.UNKNOWN,
}
_NOT_ARRIVED: Final = frozenset({Delivery.UNDELIVERABLE, Delivery.OPTED_OUT})


def receipt_id(link_id: str) -> str:
    """Of the one confirmation that a link can have."""
    return derived_id("snd", link_id, "receipt")


def confirmation_key(order: Order, now: datetime) -> Key | None:
    """Where the confirmation lies, if there is one; it is forgotten with the link that the order was paid by."""
    if order.paid_link is None or order.paid_link != order.link_id or order.forgets(now):
        return None
    return sending_key(order.paid_link, receipt_id(order.paid_link))


def shown(order: Order, sending: Sending | None, now: datetime) -> dict[str, Any] | None:
    """As the API shows it; ``None`` before the order is paid, and once its buyer is forgotten.

    What merchants pay themselves, from credits or with their own methods, is confirmed to nobody; what the shop took,
    the shop confirms.
    """
    if not order.settled:
        return None
    if order.paid_link is None:
        reason = PAID_IN_SHOP if paid_in_shop(order.paid_means) else PAID_BY_MERCHANT
        return _told(ConfirmationStatus.NOT_SENT, reason, None)
    if confirmation_key(order, now) is None:
        return None
    if sending is not None:
        arrived = sending.delivery not in _NOT_ARRIVED
        return _told(_STATUS[sending.status], sending.reason if arrived else str(sending.delivery), _at(sending))
    if order.unconfirmed is not None:
        return _told(ConfirmationStatus.NOT_SENT, order.unconfirmed, None)
    return _told(ConfirmationStatus.QUEUED, None, None)


def _at(sending: Sending) -> datetime | None:
    return None if sending.status in (SendingStatus.QUEUED, SendingStatus.SENDING) else sending.changed_at


def _told(status: ConfirmationStatus, reason: str | None, at: datetime | None) -> dict[str, Any]:
    return {"status": status, "reason": reason, "at": rfc3339(at) if at else None}
