"""The page that a buyer sees: server-rendered, no script, every state told as it is."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from shared.links.model import LinkStatus, PaymentLink
from shared.money import format_amount
from shared.orders.model import OPEN, Order, OrderStatus, PaymentStatus

_TEMPLATES: Final = Path(__file__).parent / "templates"


class PageState(StrEnum):
    """What the page has to say; each has its words in the template."""

    OPEN = "open"
    CONFIRMING = "confirming"
    PENDING = "pending"
    PAID = "paid"
    CLOSING = "closing"
    VOID = "void"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    NOT_FOUND = "not_found"
    COMPLETE = "complete"
    TRY_AGAIN = "try_again"
    REFUSED = "refused"


FOLLOWING: Final = frozenset({PageState.CONFIRMING, PageState.PENDING, PageState.CLOSING})
"""Pages that load themselves again until something has come of it."""


@dataclass(frozen=True, slots=True)
class PayPage:
    """What is on the page besides its state."""

    merchant: str | None = None
    contact: str | None = None
    reference: str | None = None
    amount: str | None = None
    currency: str | None = None
    action: str | None = None
    page: str | None = None
    expires_on: str | None = None


def state_of(link: PaymentLink, order: Order, now: datetime, *, from_checkout: bool) -> PageState:
    """Payment first: what is paid is told as paid, whatever became of the link; then what keeps it from being paid."""
    if link.status is LinkStatus.PAID:
        return PageState.PAID
    if order.status is OrderStatus.CANCELLED:
        return PageState.CANCELLED
    if order.payment_status not in OPEN:
        return PageState.PAID
    if order.payment_status is PaymentStatus.PENDING:
        return PageState.PENDING
    status = link.status_at(now)
    if status is LinkStatus.OPEN:
        return PageState.CONFIRMING if from_checkout else PageState.OPEN
    closed = {LinkStatus.VOIDING: PageState.CLOSING, LinkStatus.VOID: PageState.VOID}
    return closed.get(status, PageState.EXPIRED)


def page_of(link: PaymentLink, order: Order, merchant: Mapping[str, str | None], base_url: str) -> PayPage:
    """The facts of one link; ``merchant`` gives ``name`` and ``email``."""
    page = f"{base_url}/pay/{link.token}"
    return PayPage(
        merchant=merchant.get("name"),
        contact=merchant.get("email"),
        reference=f"Invoice {link.invoice_number}" if link.invoice_number else f"Order {order.external_id}",
        amount=format_amount(link.amount, link.currency),
        currency=link.currency,
        action=f"{page}/checkout",
        page=page,
        expires_on=link.expires_at.strftime("%Y-%m-%d %H:%M UTC"),
    )


def render(state: PageState, page: PayPage) -> str:
    """The whole document; everything that came from outside is escaped."""
    return _environment().get_template("pay.html").render(state=state.value, page=page, style=_style())


def page_headers(base_url: str) -> dict[str, str]:
    """No script, no frame, nothing from elsewhere, no referrer; the form may lead to the provider's page."""
    style_hash = base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    # A browser applies form-action to the redirect too; only a deployment without TLS (a laptop) leads to plain http.
    targets = "'self' https:" + (" http:" if base_url.startswith("http:") else "")
    return {
        "content-type": "text/html; charset=utf-8",
        "content-security-policy": (
            f"default-src 'none'; style-src 'sha256-{style_hash}'; form-action {targets}; "
            "base-uri 'none'; frame-ancestors 'none'"
        ),
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
        "x-robots-tag": "noindex",
    }


@cache
def _environment() -> Environment:
    return Environment(loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined)


@cache
def _style() -> str:
    return (_TEMPLATES / "pay.css").read_text(encoding="utf-8")
