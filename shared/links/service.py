"""Making payment links and reading them; what touches the provider or money is in :mod:`shared.payments`."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from shared.clock import rfc3339
from shared.errors import Busy, Conflict, InvalidRequest
from shared.ids import derived_id, request_id
from shared.links.documents.model import awaited_document, still_owed
from shared.links.model import KEPT, MAX_DAYS, LinkTerms, PaymentLink, new_token
from shared.links.store import from_item, to_item
from shared.orders.model import Order
from shared.orders.service import Placed, order_conflict
from shared.orders.store import from_item as order_from_item
from shared.orders.store import to_item as order_to_item
from shared.stripe_gateway.amounts import to_stripe
from shared.table.create import key_reused, same_request
from shared.table.keys import link_key, order_key, owned_list
from shared.table.paging import Listing, PageRequest, list_page
from shared.table.port import ABSENT, Condition, Put, Table, TransactionFailed, Update

if TYPE_CHECKING:
    from shared.links.request import LinkRequest


def new_link(order: Order, terms: LinkTerms, now: datetime, idempotency_key: str | None = None) -> PaymentLink:
    """The link that these terms ask for.

    Raises :class:`InvalidRequest` for an expiry outside of now and 90 days, and for an amount that nobody can charge.
    """
    link_id = _link_id(order, idempotency_key)
    latest = now + timedelta(days=MAX_DAYS)
    expires_at = terms.expires_at or now + timedelta(days=terms.expires_in_days or MAX_DAYS)
    if not now < expires_at <= latest:
        raise InvalidRequest(f"a link expires within {MAX_DAYS} days from now", code="invalid_expiry")
    amount = terms.amount or order.amount
    to_stripe(amount, order.currency)
    return PaymentLink(
        id=link_id,
        token=new_token(link_id),
        merchant_id=order.merchant_id,
        order_id=order.id,
        amount=amount,
        currency=order.currency,
        amount_version=order.amount_version,
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


def _link_id(order: Order, idempotency_key: str | None) -> str:
    return request_id("lnk", order.id, "payment-links", idempotency_key)


def find_created(
    table: Table, order: Order, request: "LinkRequest", idempotency_key: str, now: datetime
) -> PaymentLink | None:
    """The link that this very request made before, if it did.

    Raises ``IdempotencyMismatch`` for another body, ``Conflict`` when that link is to be forgotten.
    """
    item = table.get(link_key(_link_id(order, idempotency_key)))
    made = from_item(same_request(item, request.digest(), key_reused())) if item else None
    if made is not None and now >= made.purge_at:
        raise Conflict("the link that this Idempotency-Key made exists no longer", code="link_gone")
    return made


def store_link(table: Table, order: Order, link: PaymentLink, request: "LinkRequest") -> None:
    """The link and the order's pointer to it, together; at most one open link to an order.

    Raises :class:`Conflict` when the order is no longer payable, :class:`Busy` when another link came between.
    """
    unchanged = Condition(
        "#status = :in_progress AND #payment_status = :unpaid AND #amount_version = :version "
        "AND attribute_not_exists(#link_id)",
        {"in_progress": "in_progress", "unpaid": "unpaid", "version": link.amount_version},
    )
    pointer = Update(order_key(order.id), _pointer(link), condition=unchanged)
    try:
        table.transact([Put(to_item(link, request.digest()), ABSENT), pointer])
    except TransactionFailed as refused:
        existing = refused.failed.get(1)
        if existing is not None and not order_from_item(existing).payable:
            raise not_payable(order_from_item(existing)) from refused
        raise Busy("another payment link is being made for this order") from refused


def _pointer(link: PaymentLink) -> dict[str, str]:
    """What an order keeps of its link, and until when it keeps what is known of its buyer."""
    return {"link_id": link.id, "link_token": link.token, "forget_at": rfc3339(link.purge_at)}


def not_payable(order: Order) -> Conflict:
    """Why no link can be made or paid for this order."""
    if order.status != "in_progress":
        return Conflict(f"the order is {order.status}", code=f"order_{order.status}")
    code = "payment_pending" if order.payment_status == "pending" else "order_paid"
    return Conflict(f"the order is {order.payment_status}", code=code)


def place_order_with_link(table: Table, order: Order, link: PaymentLink) -> Placed:
    """An order and its link in one transaction, for ``collect: "link"``; a replay finds both."""
    linked = order_to_item(order) | _pointer(link)
    try:
        table.transact([Put(linked, ABSENT), Put(to_item(link, order.request_digest), ABSENT)])
    except TransactionFailed as refused:
        existing = same_request(refused.failed.get(0), order.request_digest, order_conflict())
        return Placed(order_from_item(existing), created=False)
    return Placed(order_from_item(linked), created=True)


def list_links(table: Table, merchant_id: str, now: datetime, limit: int, cursor: str | None) -> Listing:
    """A merchant's links, newest first, without those that are to be forgotten."""
    request = PageRequest(limit, cursor, created_after=rfc3339(now - KEPT))
    return list_page(table, [owned_list(merchant_id, "link")], request)
