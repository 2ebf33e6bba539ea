"""What a page is made of, read so that its parts belong together."""

from datetime import datetime

from shared.links.model import PaymentLink
from shared.links.store import find_link, find_link_by_token
from shared.orders.model import OPEN, Order
from shared.orders.store import find_order
from shared.table.port import Table


def find_link_with_order(table: Table, token: str, now: datetime) -> tuple[PaymentLink, Order]:
    """The link of this token, and its order as it was no earlier. Raises ``NotFound``.

    Both are paid in one write. Where that came between the two reads, the link is read once more: else a buyer who has
    just paid would be told that somebody else did.
    """
    link = find_link_by_token(table, token, now)
    order = find_order(table, link.order_id)
    if link.paid_at is None and order.payment_status not in OPEN:
        link = find_link(table, link.id)
    return link, order
