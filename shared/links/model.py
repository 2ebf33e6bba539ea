"""A payment link and its states."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from shared.clock import rfc3339
from shared.ids import is_id, secret_token
from shared.links.documents.model import Document, DocumentStatus

MAX_DAYS: Final = 90
"""A link can be paid for so long at most."""

KEPT: Final = timedelta(days=90)
"""From so long after its making nobody can read a link, and all that is kept for it is deleted within a day."""

SYSTEM: Final = "system"
"""Who closes a link when no caller does: a schedule, or what follows from its order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkTerms:
    """What a link may be asked to be: an own amount (else the order's), an invoice number, an expiry (else 90 days).

    ``expires_in_days`` counts from now; ``expires_at`` names the instant. ``pdf``: a document will be uploaded.
    """

    invoice_number: str | None = None
    amount: int | None = None
    expires_in_days: int | None = None
    expires_at: datetime | None = None
    pdf: bool = False


class LinkStatus(StrEnum):
    """``open`` → ``paid`` | ``voiding`` → ``void`` | ``expired``."""

    OPEN = "open"
    VOIDING = "voiding"
    PAID = "paid"
    VOID = "void"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Closing:
    """What a link is to become (``void`` or ``expired``), why, and who wants it (see ``PaymentLink.closed_by``)."""

    target: LinkStatus
    reason: str | None = None
    by: str = SYSTEM


CLOSED = frozenset({LinkStatus.VOID, LinkStatus.EXPIRED})
ENDED = CLOSED | {LinkStatus.PAID}


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentLink:
    """A link to pay ``amount`` minor units for one thing at one amount version; ``token`` is the secret of its URL.

    While ``voiding``, ``closing_to`` says where it is going. ``closed_by`` is who began that: the id of an API key,
    ``operator``, or ``system``. ``opens`` counts how often its page was looked at. ``last_failure`` is why the last
    attempt to pay failed, ``paid_with`` what it was paid with, in the words of :mod:`shared.stripe_gateway.port`.
    ``buyer_email`` is what the buyer typed when paying.
    """

    id: str
    token: str
    merchant_id: str
    target_id: str
    amount: int
    currency: str
    amount_version: int
    created_at: datetime
    expires_at: datetime
    status: LinkStatus = LinkStatus.OPEN
    invoice_number: str | None = None
    closing_to: LinkStatus | None = None
    close_reason: str | None = None
    closed_by: str | None = None
    closed_at: datetime | None = None
    paid_at: datetime | None = None
    document: Document | None = None
    opens: int = 0
    first_opened_at: datetime | None = None
    last_opened_at: datetime | None = None
    last_failure: str | None = None
    failed_at: datetime | None = None
    failed_attempt: str | None = None
    paid_with: str | None = None
    paid_last4: str | None = None
    buyer_email: str | None = None

    @property
    def purge_at(self) -> datetime:
        """When it is to be forgotten, with all that is kept for it; it could not be paid for longer than that."""
        return self.created_at + KEPT

    def status_at(self, now: datetime) -> LinkStatus:
        """The status to tell: past its expiry an open link is expired, before any job has run."""
        if self.status is LinkStatus.OPEN and now >= self.expires_at:
            return LinkStatus.EXPIRED
        return self.status

    def readable_document(self, now: datetime) -> Document | None:
        """The document that a buyer may have now: accepted, and its link neither void nor expired."""
        if self.document is None or self.document.status is not DocumentStatus.ACCEPTED:
            return None
        return None if self.status_at(now) in CLOSED else self.document

    def public(self, base_url: str, now: datetime) -> dict[str, Any]:
        """The link as the API shows it."""
        return {
            "id": self.id,
            "url": page_url(base_url, self.token),
            "status": self.status_at(now),
            "order_id": self.target_id if self.target_id.startswith("ord_") else None,
            "invoice_id": self.target_id if self.target_id.startswith("inv_") else None,
            "amount": self.amount,
            "currency": self.currency,
            "invoice_number": self.invoice_number,
            "created_at": rfc3339(self.created_at),
            "expires_at": rfc3339(self.expires_at),
            "paid_at": rfc3339(self.paid_at) if self.paid_at else None,
            "closed_at": rfc3339(self.closed_at) if self.closed_at else None,
            "close_reason": self.close_reason,
            "document": self.document.public(now) if self.document else None,
            "closed_by": self.closed_by,
            "last_failure": {"reason": self.last_failure, "at": rfc3339(self.failed_at)} if self.failed_at else None,
            "opened": self.opened(),
        }

    def opened(self) -> dict[str, Any]:
        """How often its page was looked at, and when first and last."""
        first, last = self.first_opened_at, self.last_opened_at
        return {
            "count": self.opens,
            "first": rfc3339(first) if first else None,
            "last": rfc3339(last) if last else None,
        }


def page_path(token: str) -> str:
    """Where the buyer pays, below our public address."""
    return f"/pay/{token}"


def page_url(base_url: str, token: str) -> str:
    """Where the buyer pays."""
    return base_url + page_path(token)


def new_token(link_id: str) -> str:
    """The id's own part, so that a page needs one read, and 130 secret bits."""
    return link_id.removeprefix("lnk_") + secret_token()


def link_id_of(token: str) -> str | None:
    """The link that a token names, or ``None`` for text that cannot be a token."""
    link_id = f"lnk_{token[:26]}"
    return link_id if len(token) == 52 and is_id("lnk", link_id) else None
