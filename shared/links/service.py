"""Making payment links and reading them; what touches the provider or money is in :mod:`shared.payments`."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from shared.clock import rfc3339
from shared.errors import InvalidRequest
from shared.ids import derived_id, request_id
from shared.links.documents.model import awaited_document, still_owed
from shared.links.model import KEPT, MAX_DAYS, LinkTerms, PaymentLink, new_token
from shared.links.store import to_item
from shared.orders.model import Order
from shared.orders.service import Placed, order_conflict
from shared.orders.store import from_item as order_from_item
from shared.orders.store import to_item as order_to_item
from shared.stripe_gateway.amounts import to_stripe
from shared.table.create import same_request
from shared.table.keys import owned_list
from shared.table.paging import Listing, PageRequest, list_page
from shared.table.port import ABSENT, Put, Table, TransactionFailed

if TYPE_CHECKING:
    from shared.payables.model import Payable


def new_link(payable: "Payable", terms: LinkTerms, now: datetime, idempotency_key: str | None = None) -> PaymentLink:
    """The link that these terms ask for.

    Raises :class:`InvalidRequest` for an expiry outside of now and 90 days, and for an amount that nobody can charge.
    """
    link_id = link_id_for(payable.id, idempotency_key)
    latest = now + timedelta(days=MAX_DAYS)
    expires_at = terms.expires_at or now + timedelta(days=terms.expires_in_days or MAX_DAYS)
    if not now < expires_at <= latest:
        raise InvalidRequest(f"a link expires within {MAX_DAYS} days from now", code="invalid_expiry")
    amount = terms.amount or payable.amount
    to_stripe(amount, payable.currency)
    return PaymentLink(
        id=link_id,
        token=new_token(link_id),
        merchant_id=payable.merchant_id,
        target_id=payable.id,
        amount=amount,
        currency=payable.currency,
        amount_version=payable.amount_version,
        created_at=now,
        expires_at=expires_at,
        invoice_number=terms.invoice_number,
        document=awaited_document(now) if terms.pdf else None,
    )


def replacement_link(link: PaymentLink, before: Order, after: Order, now: datetime) -> PaymentLink:
    """The link that follows an open one when its order's amount changes: what it adds or takes off stays the same.

    A document that it was promised with is owed anew. Named by the amount version, of which there is one. Raises
    :class:`InvalidRequest` for an amount that nobody can charge.
    """
    amount = link.amount + after.amount - before.amount
    to_stripe(amount, link.currency)
    link_id = derived_id("lnk", after.id, "amount_version", str(after.amount_version))
    return replace(
        link,
        id=link_id,
        token=new_token(link_id),
        amount=amount,
        amount_version=after.amount_version,
        created_at=now,
        document=still_owed(link.document, now),
        opens=0,
        first_opened_at=None,
        last_opened_at=None,
        last_failure=None,
        failed_at=None,
        failed_attempt=None,
    )


def link_id_for(payable_id: str, idempotency_key: str | None) -> str:
    """The id of the link that a request makes: derived from its key, so that a repeat finds it."""
    return request_id("lnk", payable_id, "payment-links", idempotency_key)


def pointer_to(link: PaymentLink) -> dict[str, str]:
    """What is kept of a link where it points to, and until when what is known of its buyer is."""
    return {"link_id": link.id, "link_token": link.token, "forget_at": rfc3339(link.purge_at)}


def place_order_with_link(table: Table, order: Order, link: PaymentLink) -> Placed:
    """An order and its link in one transaction, for ``collect: "link"``; a replay finds both."""
    linked = order_to_item(order) | pointer_to(link)
    try:
        table.transact([Put(linked, ABSENT), Put(to_item(link, order.request_digest), ABSENT)])
    except TransactionFailed as refused:
        existing = same_request(refused.failed.get(0), order.request_digest, order_conflict())
        return Placed(order_from_item(existing), created=False)
    return Placed(order_from_item(linked), created=True)


def list_links(table: Table, merchant_id: str, now: datetime, page: PageRequest) -> Listing:
    """A merchant's links, newest first, without those that are to be forgotten."""
    kept = rfc3339(now - KEPT)
    request = replace(page, created_after=max(page.created_after or kept, kept))
    return list_page(table, [owned_list(merchant_id, "link")], request)
