"""A merchant's calls on links that may have to close a checkout at the provider."""

from typing import TYPE_CHECKING

from shared.errors import FieldError, InvalidRequest
from shared.links.model import SYSTEM, Closing, LinkStatus, PaymentLink
from shared.links.service import new_link
from shared.links.store import find_link, find_shown_link
from shared.links.storing import find_created, store_link
from shared.merchants.restriction import refuse_restricted
from shared.payables.kinds import INVOICE, ORDER, Kind
from shared.payables.model import Payable
from shared.payments.collecting.link_closing import close_link
from shared.payments.context import PaymentContext

if TYPE_CHECKING:
    from shared.links.request import LinkRequest


def make_link(
    context: PaymentContext,
    kind: Kind,
    merchant_id: str,
    payable_id: str,
    request: "LinkRequest",
    idempotency_key: str | None,
    *,
    by: str = SYSTEM,
) -> PaymentLink:
    """A link for a payable; its open link, if there is one, is closed first, at the provider too, and says by whom.

    A repeat under the same idempotency key gets the link that it made. Raises ``NotFound``, ``Conflict`` (paid,
    pending, cancelled; ``account_restricted`` for an order), ``InvalidRequest`` (expiry, or an amount that the provider
    cannot charge).
    """
    payable = kind.find(context.table, payable_id, merchant_id)
    now = context.clock.now()
    if idempotency_key is not None and (made := find_created(context.table, payable, request, idempotency_key, now)):
        return made
    if kind is ORDER:
        refuse_restricted(context.table, merchant_id)
    if not payable.payable:
        raise payable.refusal()
    _must_be_whole(kind, payable, request)
    link = new_link(payable, request.terms(), now, idempotency_key)
    if payable.link_id is not None:
        closing = Closing(LinkStatus.VOID, "replaced by a new link", by)
        close_link(context, find_link(context.table, payable.link_id), closing)
    store_link(context.table, payable, link, request)
    return link


def _must_be_whole(kind: Kind, payable: Payable, request: "LinkRequest") -> None:
    """An invoice is paid as it is: no more, no less, and under its own number."""
    if kind is not INVOICE:
        return
    wrong = [
        FieldError(name, "not_of_an_invoice", "an invoice is paid in full, under its own number")
        for name, fits in (("amount", payable.amount), ("invoice_number", payable.number))
        if getattr(request, name) not in (None, fits)
    ]
    if wrong:
        raise InvalidRequest("the request is not valid", errors=wrong)


def void_link(
    context: PaymentContext, merchant_id: str, link_id: str, reason: str | None, *, by: str = SYSTEM
) -> PaymentLink:
    """The link, void at this caller's word; a closed one stays as it is. Raises ``NotFound``, ``Conflict``."""
    link = find_shown_link(context.table, link_id, merchant_id, context.clock.now())
    return close_link(context, link, Closing(LinkStatus.VOID, reason, by))
