"""A payment: one attempt to collect one amount for one target set by one means."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from shared.orders.means import Means as Means  # What a payment is made of is imported from here.

if TYPE_CHECKING:
    from shared.stripe_gateway.port import Funds, PaidWith


class PaymentState(StrEnum):
    """Ranked: a late, duplicated or reordered message never moves a payment back."""

    PENDING = "pending"
    UNKNOWN = "unknown"
    PROCESSING = "processing"
    AUTHORIZED = "authorized"
    FAILED = "failed"
    CANCELLED = "cancelled"
    REQUIRES_ACTION = "requires_action"
    SUCCEEDED = "succeeded"
    SURPLUS = "surplus"


IN_FLIGHT: Final = frozenset(
    {PaymentState.PENDING, PaymentState.UNKNOWN, PaymentState.PROCESSING, PaymentState.AUTHORIZED}
)
"""Not yet at an end; each of these holds the claim on its orders. ``authorized`` is reserved, not taken."""

ENDED_UNPAID: Final = frozenset({PaymentState.FAILED, PaymentState.CANCELLED, PaymentState.REQUIRES_ACTION})
"""Over, and nothing was collected; ``requires_action``: a bank wants the owner of the method, who was not there."""


class AttemptOutcome(StrEnum):
    """What one attempt with one saved method came to, when it took nothing.

    ``not_tried``: the provider did not even try this method. ``not_made``: it broke each time, and made no charge.
    """

    DECLINED = "declined"
    REQUIRES_ACTION = "requires_action"
    NOT_TRIED = "not_tried"
    NOT_MADE = "not_made"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One saved method's turn. ``method_id`` is ours, ``provider_id`` the provider's; ``begun_at`` is RFC 3339.

    ``number`` is that of its idempotency key, ``broken`` counts how often the provider answered it with a 5xx.
    ``outcome`` is ``None`` while it may still take the money; ``code`` is the provider's, ``reason`` what the owner is
    told.
    """

    number: int
    method_id: str
    provider_id: str
    begun_at: str
    broken: int = 0
    outcome: str | None = None
    code: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """One thing that a payment is for (:mod:`shared.payables`), what it collects for it, and at which version of it."""

    id: str
    amount: int
    version: int


class Outcome(StrEnum):
    """What a payment came to for one of its targets."""

    PAID = "paid"
    PENDING = "pending"
    UNPAID = "unpaid"


@dataclass(frozen=True, slots=True)
class Result:
    """One target of a request to pay: the outcome, and for ``unpaid`` why, with the shortfall in minor units."""

    target_id: str
    outcome: Outcome
    reason: str | None = None
    shortfall: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """Amounts in minor units. ``targets`` is empty for a wallet top-up.

    The fields from ``description`` to ``session_expires_at`` are the exact parameters of the provider call, stored
    before it (rule M4). ``looks`` counts how often the repair job has asked the provider. ``returned`` is what
    went back, or is reserved to (rule M13); ``left_out`` are targets of the request that this payment did not take.
    ``page`` is the number of the journal page by which credits paid, or a top-up came in. ``account`` is the merchant's
    own account at the provider on which this payment collects, ``None`` for the platform's: every call about it, and
    all that goes back of it, is there.

    Of a charge of saved methods: ``customer_id`` is their owner at the provider, ``method_id`` the one that was asked
    for (``None``: in order of priority), ``attempts`` the turns so far, ``charge_id`` the one intent of them all, and
    ``action_link_id`` the link that its owner pays by where a bank wants to see him.

    Of money that arrived: ``provider_charge`` and ``balance_transaction`` are where the provider books it (the
    ``charge_id`` above is an intent), ``available_at`` is when that can be paid out, and ``payout_id`` what paid it
    out, each once it is known. ``cleared_at`` is when it was found available. ``brand`` and ``last4`` are what was paid
    with, until whoever paid by link is forgotten: ``paypal``, or a card's.

    Of a checkout: ``method_kind`` is the one way to pay that it takes (``None``: whichever the buyer chooses).
    ``two_stage`` reserves the money first. Of what is reserved then: ``authorization_id`` is its intent,
    ``capture_before`` when it lapses (``end_assumed``: the provider does not say, and it may last longer),
    ``warned_at`` when that was told ahead, ``lost_at`` when we gave up to learn what became of it. ``capture_amount``
    is what was asked to be taken of it, under the key of ``capture_attempt``; ``releasing`` why nothing of it is: one
    of both at most.
    """

    id: str
    merchant_id: str
    means: Means
    amount: int
    currency: str
    created_at: datetime
    state: PaymentState = PaymentState.PENDING
    targets: tuple[Target, ...] = ()
    link_id: str | None = None
    account: str | None = None
    description: str | None = None
    return_url: str | None = None
    cancel_url: str | None = None
    session_expires_at: datetime | None = None
    session_id: str | None = None
    checkout_url: str | None = None
    intent_id: str | None = None
    failure: str | None = None
    settled_at: datetime | None = None
    page: int | None = None
    returned: int = 0
    left_out: tuple[Result, ...] = ()
    looks: int = 0
    customer_id: str | None = None
    method_id: str | None = None
    attempts: tuple[Attempt, ...] = ()
    charge_id: str | None = None
    action_link_id: str | None = None
    provider_charge: str | None = None
    balance_transaction: str | None = None
    payout_id: str | None = None
    available_at: datetime | None = None
    cleared_at: datetime | None = None
    brand: str | None = None
    last4: str | None = None
    method_kind: str | None = None
    two_stage: bool | None = None
    authorization_id: str | None = None
    authorized_at: datetime | None = None
    capture_before: datetime | None = None
    end_assumed: bool | None = None
    warned_at: datetime | None = None
    lost_at: datetime | None = None
    capture_amount: int | None = None
    capture_attempt: int | None = None
    releasing: str | None = None

    @property
    def due(self) -> int:
        """What it may settle with, in minor units: what was asked to be captured, else all of it (rule M12)."""
        return self.amount if self.capture_amount is None else self.capture_amount

    @property
    def in_flight(self) -> bool:
        """Whether this payment may still collect."""
        return self.state in IN_FLIGHT

    @property
    def is_top_up(self) -> bool:
        """Whether the money goes to the merchant's wallet."""
        return self.means.at_provider and not self.targets

    @property
    def idempotency_key(self) -> str:
        """The provider's key for the one hosted checkout of this payment (design, section 8)."""
        return f"pay:{self.id}:1:checkout"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Money that the provider says has arrived: once per ``intent_id``, whatever tells of it.

    ``merchant_id`` is what our metadata there says; the payment's own word comes first. ``account`` is where it is,
    ``buyer_email`` what the buyer typed, ``funds`` where the provider books it.
    """

    intent_id: str
    session_id: str | None
    amount: int
    currency: str
    account: str | None
    merchant_id: str | None = None
    paid_with: "PaidWith | None" = None
    buyer_email: str | None = None
    funds: "Funds | None" = None
