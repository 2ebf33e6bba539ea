"""What a buyer's page has to say."""

from datetime import datetime
from enum import StrEnum
from typing import Final

from shared.links.model import LinkStatus, PaymentLink
from shared.payables.model import Payable


class PageState(StrEnum):
    """Each has its words in ``texts`` and its parts in the template.

    ``paid`` is a payment on this very link, ``settled`` one by other means.
    """

    OPEN = "open"
    CONFIRMING = "confirming"
    PENDING = "pending"
    AUTHORIZED = "authorized"
    PAID = "paid"
    SETTLED = "settled"
    CLOSING = "closing"
    VOID = "void"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    NOT_FOUND = "not_found"
    COMPLETE = "complete"
    TRY_AGAIN = "try_again"
    REFUSED = "refused"


PAYABLE: Final = frozenset({PageState.OPEN, PageState.TRY_AGAIN})
"""A press of the button can help."""

WAITING: Final = frozenset({PageState.CONFIRMING, PageState.PENDING, PageState.CLOSING})
"""Will change by itself: the page looks again."""


def state_of(link: PaymentLink, payable: Payable, now: datetime, *, from_checkout: bool) -> PageState:
    """Payment first: what is paid is told as paid, whatever became of the link; then what keeps it from being paid."""
    if link.status is LinkStatus.PAID:
        return PageState.PAID
    if payable.withdrawn:
        # The words are about an order; of an invoice it is enough to say that the request was withdrawn.
        return PageState.CANCELLED if payable.id.startswith("ord_") else PageState.VOID
    if payable.settled:
        return PageState.SETTLED
    if payable.authorized:
        return PageState.AUTHORIZED
    if payable.awaits_money:
        return PageState.PENDING
    status = link.status_at(now)
    if status is LinkStatus.OPEN:
        return PageState.CONFIRMING if from_checkout else PageState.OPEN
    closed = {LinkStatus.VOIDING: PageState.CLOSING, LinkStatus.VOID: PageState.VOID}
    return closed.get(status, PageState.EXPIRED)
