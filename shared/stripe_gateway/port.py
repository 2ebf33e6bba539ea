"""What the product asks of the payment provider, in its own words: amounts are minor units of ISO currencies."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol

PAYPAL_CURRENCIES: Final = frozenset(
    ("AUD", "CAD", "CHF", "CZK", "DKK", "EUR", "GBP", "HKD", "NOK", "NZD", "PLN", "SEK", "SGD", "USD")
)
"""https://docs.stripe.com/payments/paypal#supported-currencies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckoutRequest:
    """Everything that a hosted checkout is made of; stored before the call, so that a repeat is the same to the letter.

    ``key`` is the idempotency key. ``metadata`` goes on the session and on its payment intent. ``account`` is the
    merchant's own account at the provider that the money goes to, ``None`` for the platform's. ``method_kind`` is the
    one way to pay that it takes (``card``, ``paypal``; ``None``: whatever is switched on). ``two_stage`` only reserves
    the money.
    """

    key: str
    account: str | None
    amount: int
    currency: str
    description: str
    success_url: str
    cancel_url: str
    expires_at: datetime
    metadata: Mapping[str, str]
    method_kind: str | None = None
    two_stage: bool = False


class SessionState(StrEnum):
    """What a hosted checkout has come to, by the provider's word."""

    OPEN = "open"
    PROCESSING = "processing"
    AUTHORIZED = "authorized"
    PAID = "paid"
    FAILED = "failed"
    EXPIRED = "expired"


class DeclineReason(StrEnum):
    """Why an attempt to pay failed, as far as a buyer is helped by knowing it."""

    DECLINED = "declined"
    INSUFFICIENT_FUNDS = "insufficient_funds"
    CARD_EXPIRED = "card_expired"
    WRONG_DETAILS = "wrong_details"
    NOT_AUTHENTICATED = "not_authenticated"
    OVER_LIMIT = "over_limit"
    NOT_SUPPORTED = "not_supported"
    TRY_LATER = "try_later"
    WALLET_DECLINED = "wallet_declined"


@dataclass(frozen=True, slots=True)
class Decline:
    """A failed attempt; ``attempt`` tells one from the next, so that each is noted once."""

    reason: DeclineReason
    attempt: str


@dataclass(frozen=True, slots=True)
class PaidWith:
    """What a buyer paid with: ``paypal``, or a card's brand in the provider's word with its last four digits."""

    brand: str
    last4: str | None = None


@dataclass(frozen=True, slots=True)
class Funds:
    """Where the provider books money that arrived: its charge, and its line of the balance, once that is made.

    ``available_at`` is when that line can be paid out, by the provider's word. The line may be made an hour after the
    money was taken (https://docs.stripe.com/payments/payment-intents/asynchronous-capture).
    """

    charge_id: str
    balance_transaction_id: str | None = None
    available_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckoutSession:
    """A hosted checkout as the provider tells it now; ``received`` is what arrived, 0 before that.

    ``decline`` is the last attempt's, if that failed; ``paid_with`` is told only of one that is paid, if at all.
    ``buyer_email`` is what the buyer typed there; ``funds`` is told only of one that is paid, if at all.
    ``authorized`` is what is reserved and can be captured, until ``capture_before`` where that is told.
    ``account`` is where it was read: an id tells nothing of it, and whoever holds an account writes its metadata.
    """

    id: str
    account: str | None
    state: SessionState
    url: str | None
    intent_id: str | None
    received: int
    currency: str
    metadata: Mapping[str, str]
    decline: Decline | None = None
    paid_with: PaidWith | None = None
    buyer_email: str | None = None
    funds: Funds | None = None
    authorized: int = 0
    capture_before: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """A payment intent as the provider has it: what it has received, in minor units, 0 before that."""

    id: str
    account: str | None
    received: int
    currency: str
    metadata: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundRequest:
    """Send ``amount`` of what this intent received back to where it came from; ``key`` is the idempotency key.

    ``account`` is the one that the intent belongs to.
    """

    key: str
    account: str | None
    intent_id: str
    amount: int
    currency: str
    metadata: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureRequest:
    """Take ``amount`` of what this intent has reserved, and let the rest go; ``key`` is the idempotency key.

    ``account`` is the one that the intent belongs to.
    """

    key: str
    account: str | None
    intent_id: str
    amount: int
    currency: str


class Withdrawal(StrEnum):
    """Two ways in which money leaves a payment."""

    REFUND = "refund"
    DISPUTE = "dispute"


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawalFact:
    """A refund or a dispute as the provider has it now.

    ``live`` says whether the money is gone at this moment: a failed refund's is not, nor that of a dispute that was
    won; an inquiry takes none (rule M14). ``rank`` only ever grows, so that an older look can be told from a newer.
    """

    provider_id: str
    kind: Withdrawal
    intent_id: str
    account: str | None
    amount: int
    currency: str
    live: bool
    rank: int
    state: str
    failure: str | None
    metadata: Mapping[str, str]


class PaymentGateway(Protocol):
    """Every call raises one of the provider's errors of :mod:`shared.errors`, and nothing else.

    ``account`` is the merchant's own account that the thing belongs to, ``None`` for the platform's. It has no default:
    on the wrong account a thing is not found, or is another's.
    """

    def create_session(self, request: CheckoutRequest) -> CheckoutSession:
        """Open a hosted checkout; under a key that was used before, the same one again."""
        ...

    def retrieve_session(self, session_id: str, account: str | None) -> CheckoutSession:
        """The checkout as it stands."""
        ...

    def expire_session(self, session_id: str, account: str | None) -> CheckoutSession:
        """Close an open checkout, so that nobody can pay it; one that is no longer open is returned as it stands."""
        ...

    def session_of_intent(self, intent_id: str, account: str | None) -> CheckoutSession | None:
        """The checkout that made this payment intent, ``None`` when it came from elsewhere."""
        ...

    def retrieve_intent(self, intent_id: str, account: str | None) -> Intent:
        """The payment intent as it stands."""
        ...

    def capture(self, request: CaptureRequest) -> None:
        """Take what is reserved, once; look at its session for what came of it.

        Raises ``ProviderRejected``, too, when nothing is reserved there any more: taken, given back, or lapsed.
        """
        ...

    def cancel_authorization(self, intent_id: str, account: str | None, key: str) -> None:
        """Give back what is reserved; raises ``ProviderRejected`` when nothing is, or not any more."""
        ...

    def create_refund(self, request: RefundRequest) -> WithdrawalFact:
        """Send money back; under a key that was used before, the same refund again."""
        ...

    def refunds_of_intent(self, intent_id: str, account: str | None) -> list[WithdrawalFact]:
        """Every refund of this intent, whoever made it."""
        ...

    def disputes_of_intent(self, intent_id: str, account: str | None) -> list[WithdrawalFact]:
        """Every dispute and inquiry about this intent."""
        ...
