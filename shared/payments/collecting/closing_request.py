"""The message that asks for the closing of a link whose order or invoice needs no payment any more."""

import json
from collections.abc import Callable
from typing import Final

from shared.canonical import canonical_json
from shared.clock import Clock
from shared.errors import Conflict, MalformedRequest
from shared.links.model import Closing, LinkStatus
from shared.links.store import closing_update, find_link, read_link
from shared.orders.model import OPEN
from shared.payments.collecting.link_closing import close_link
from shared.payments.context import PaymentContext
from shared.table.attempt import try_update
from shared.table.due import next_try
from shared.table.port import Item, Table


def wanted_closing(old: Item | None, new: Item | None) -> str | None:
    """The message for an order that was cancelled, or paid by other means than its link, and for an invoice likewise;
    ``None`` for any other.
    """
    if old is None or new is None or "link_id" not in new:
        return None
    payable, withdrawn = _KINDS.get(new.get("kind", ""), (_never, ""))
    if not payable(old) or payable(new) or new.get("paid_link") == new["link_id"]:
        return None
    reason = f"{new['kind']} {withdrawn}" if new["status"] == withdrawn else f"{new['kind']} paid by other means"
    return canonical_json({"link_id": new["link_id"], "reason": reason})


def _never(_: Item) -> bool:
    return False


def _order_payable(order: Item) -> bool:
    return order["status"] == "in_progress" and order["payment_status"] in OPEN


def _invoice_payable(invoice: Item) -> bool:
    return invoice["status"] in ("open", "pending")


_KINDS: Final[dict[str, tuple[Callable[[Item], bool], str]]] = {
    "order": (_order_payable, "cancelled"),
    "invoice": (_invoice_payable, "void"),
}
"""By the item's kind: whether it is still to be paid, and the status in which nobody wants that any more."""


def close_requested(context: PaymentContext, body: str) -> LinkStatus:
    """What became of the link; one that was paid, or waits for a buyer's money, is left to its payment.

    One that was forgotten meanwhile had ended before.
    """
    link_id, reason = read_closing(body)
    link = read_link(context.table, link_id)
    if link is None:
        return LinkStatus.VOID
    try:
        return close_link(context, link, Closing(LinkStatus.VOID, reason)).status
    except Conflict:
        return find_link(context.table, link_id).status


def close_later(table: Table, clock: Clock, body: str) -> None:
    """Begin the closing that a failed message asked for; the schedule that expires links goes on with it."""
    link_id, reason = read_closing(body)
    # Refused when it is closed, paid or gone; or its closing has begun, and the schedule knows of it.
    try_update(table, closing_update(link_id, Closing(LinkStatus.VOID, reason), next_try(clock.now(), 0)))


def read_closing(body: str) -> tuple[str, str]:
    """Link and reason. Raises :class:`MalformedRequest` for anything but what :func:`wanted_closing` wrote."""
    try:
        content = json.loads(body)
        return str(content["link_id"]), str(content["reason"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise MalformedRequest("not a closing request", code="invalid_message") from error
