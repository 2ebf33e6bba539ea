"""An order: its two state machines and the shape that the API shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from shared.clock import rfc3339
from shared.errors import Conflict
from shared.ids import derived_id
from shared.orders.details import details_of, impersonal

if TYPE_CHECKING:
    from shared.orders.request import OrderRequest


class OrderStatus(StrEnum):
    """Where the order stands as a whole."""

    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class PaymentStatus(StrEnum):
    """Whether the order is paid."""

    UNPAID = "unpaid"
    PENDING = "pending"
    PAID = "paid"
    PARTIALLY_REFUNDED = "partially_refunded"
    REFUNDED = "refunded"
    DISPUTED = "disputed"


OPEN = frozenset({PaymentStatus.UNPAID, PaymentStatus.PENDING})


class UnpaidReason(StrEnum):
    """Why an order waits; ``None`` on the order until that is decided."""

    INSUFFICIENT_CREDITS = "insufficient_credits"
    AUTO_DEBIT_OFF = "auto_debit_off"
    AWAITING_BUYER = "awaiting_buyer"
    PAUSED = "paused"
    OVER_LIMIT = "over_limit"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One order, unique by (merchant, source, external id); amounts in minor units, times in UTC.

    ``details`` keeps what the integration sent beyond the amount. ``claim`` is the payment that alone may collect now.
    ``refunded_amount`` and ``disputed_amount`` are the parts of ``paid_amount`` that went back, and that a buyer's bank
    withdrew. ``authorized_amount`` is reserved for it, not taken, since ``authorized_at`` and until ``capture_before``;
    ``capture_refused_at`` is when the provider last would not take any of that, ``lost_at`` when we found that nobody
    lets us see what became of it; ``lapsed_at`` is when the last such reservation ended by itself. From ``forget_at``
    on nobody can read the link and the buyer's data in ``details``: 90 days after the last link was made; an order
    without a link keeps what it was sent. ``paid_link`` is the link it was paid by, if it was by one; ``unconfirmed``
    why no mail confirms that.
    ``request_digest`` tells a replay from a conflict.
    """

    id: str
    merchant_id: str
    source: str
    external_id: str
    amount: int
    currency: str
    collect: str
    details: dict[str, Any]
    request_digest: str
    created_at: datetime
    amount_version: int = 1
    status: OrderStatus = OrderStatus.IN_PROGRESS
    payment_status: PaymentStatus = PaymentStatus.UNPAID
    unpaid_reason: UnpaidReason | None = None
    shortfall: int | None = None
    claim: str | None = None
    link_id: str | None = None
    link_token: str | None = None
    forget_at: datetime | None = None
    paid_by: str | None = None
    paid_link: str | None = None
    unconfirmed: str | None = None
    paid_means: str | None = None
    paid_amount: int | None = None
    refunded_amount: int | None = None
    disputed_amount: int | None = None
    paid_at: datetime | None = None
    released_at: datetime | None = None
    completed_at: datetime | None = None
    authorized_amount: int | None = None
    authorized_at: datetime | None = None
    capture_before: datetime | None = None
    lapsed_at: datetime | None = None
    capture_refused_at: datetime | None = None
    lost_at: datetime | None = None

    @property
    def payable(self) -> bool:
        """Unpaid and still wanted."""
        return self.status is OrderStatus.IN_PROGRESS and self.payment_status is PaymentStatus.UNPAID

    @property
    def awaits_money(self) -> bool:
        """A submitted payment is on its way."""
        return self.payment_status is PaymentStatus.PENDING

    @property
    def authorized(self) -> bool:
        """The buyer's money is reserved, and not taken."""
        return self.awaits_money and self.authorized_at is not None

    @property
    def two_stage(self) -> bool:
        """Its buyer's money is reserved first, and taken when the shop says so."""
        return self.details.get("auto_capture") is False

    @property
    def method_kind(self) -> str | None:
        """The one way to pay that its buyer has; ``None`` for whichever the provider offers."""
        kind: str | None = self.details.get("payment_method")
        return kind

    @property
    def return_urls(self) -> dict[str, str]:
        """The shop's own pages for a buyer who comes back from the provider's: ``success``, ``cancel``."""
        return dict(self.details.get("return_urls") or {})

    @property
    def settled(self) -> bool:
        """It was paid, whatever went back since."""
        return self.payment_status not in OPEN

    @property
    def withdrawn(self) -> bool:
        """Nobody wants it any more."""
        return self.status is OrderStatus.CANCELLED

    @property
    def closed_because(self) -> str | None:
        """Why no money can settle it any more."""
        if self.withdrawn:
            return "order_cancelled"
        return None if self.payment_status in OPEN else "order_paid"

    @property
    def number(self) -> str:
        """What the shop calls it."""
        return self.external_id

    @property
    def customer(self) -> dict[str, Any]:
        """What the shop told of its buyer."""
        return dict(self.details.get("customer") or {})

    def refusal(self) -> Conflict:
        """Why no link can be made or paid for this order."""
        told = self.status if self.withdrawn else self.payment_status
        return Conflict(f"the order is {told}", code=self.closed_because or "payment_pending")

    @property
    def reason(self) -> UnpaidReason | None:
        """Why it waits, as it stands: for whoever has opened its checkout, and for nobody once money is on its way."""
        if self.awaits_money:
            return None
        return UnpaidReason.AWAITING_BUYER if self.claim else self.unpaid_reason

    def forgets(self, now: datetime) -> bool:
        """Whether link and buyer are to be forgotten."""
        return self.forget_at is not None and now >= self.forget_at

    def public(self, base_url: str, now: datetime, beside: Mapping[str, Any]) -> dict[str, Any]:
        """The order as the API shows it (design, "Order out"); ``beside`` it: ``payments`` and ``confirmation``."""
        gone = self.forgets(now)
        return {
            "id": self.id,
            "merchant_id": self.merchant_id,
            "source": self.source,
            "external_id": self.external_id,
            "amount": self.amount,
            "currency": self.currency,
            "collect": self.collect,
            "auto_capture": not self.two_stage,
            **(impersonal(self.details) if gone else self.details),
            "status": self.status,
            "payment_status": self.payment_status,
            "unpaid_reason": self.reason,
            "shortfall": None if self.claim else self.shortfall,
            "payment_link": f"{base_url}/pay/{self.link_token}" if self.link_token and not gone else None,
            "payments": [*beside["payments"]],
            "confirmation": beside["confirmation"],
            "authorization": self._authorization(),
            "amount_version": self.amount_version,
            "created_at": rfc3339(self.created_at),
            "paid_at": _text(self.paid_at),
            "released_at": _text(self.released_at),
            "completed_at": _text(self.completed_at),
        }

    def _authorization(self) -> dict[str, Any] | None:
        """What is reserved now, if anything is."""
        if not self.authorized:
            return None
        return {
            "amount": self.authorized_amount,
            "at": _text(self.authorized_at),
            "capture_before": _text(self.capture_before),
            "capture_refused_at": _text(self.capture_refused_at),
            "lost_at": _text(self.lost_at),
        }


NOTHING_PAID: Final[Mapping[str, Any]] = {"payments": (), "confirmation": None}
"""What is told beside an order of which no payment has begun."""


def new_order(merchant_id: str, request: "OrderRequest", now: datetime) -> Order:
    """The order that this request asks for; the same natural id always gives the same order id."""
    return Order(
        id=order_id(merchant_id, request.source, request.external_id),
        merchant_id=merchant_id,
        source=request.source,
        external_id=request.external_id,
        amount=request.amount,
        currency=request.currency,
        collect=request.collect,
        details=details_of(request),
        request_digest=request.digest()[:32],
        created_at=now,
        unpaid_reason=first_reason(request.collect),
    )


def first_reason(collect: str) -> UnpaidReason | None:
    """Why an order waits before anything has been tried; ``None`` where automatic debit decides."""
    return {"link": UnpaidReason.AWAITING_BUYER, "none": UnpaidReason.AUTO_DEBIT_OFF}.get(collect)


def order_id(merchant_id: str, source: str, external_id: str) -> str:
    """Derived, so that intake needs no look-up to be idempotent."""
    return derived_id("ord", merchant_id, source, external_id)


def _text(moment: datetime | None) -> str | None:
    return rfc3339(moment) if moment else None
