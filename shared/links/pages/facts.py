"""What a page is made of, read so that its parts belong together."""

from datetime import datetime

from shared.links.model import PaymentLink
from shared.links.store import find_link, find_link_by_token
from shared.payables.kinds import find_payable
from shared.payables.model import Payable
from shared.table.port import Table


def find_link_with_payable(table: Table, token: str, now: datetime) -> tuple[PaymentLink, Payable]:
    """The link of this token, and what it is for as that was no earlier. Raises ``NotFound``.

    Both are paid in one write. Where that came between the two reads, the link is read once more: else a buyer who has
    just paid would be told that somebody else did.
    """
    link = find_link_by_token(table, token, now)
    payable = find_payable(table, link.target_id)
    if link.paid_at is None and payable.settled:
        link = find_link(table, link.id)
    return link, payable
