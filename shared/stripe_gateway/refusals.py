"""What the provider's refusal of a saved method means: try it again some day, never again, or ask its owner.

Codes: https://docs.stripe.com/declines/codes and https://docs.stripe.com/error-codes. Which of them are for good is
taken from what Stripe itself never tries again without a new method
(https://docs.stripe.com/billing/revenue-recovery/smart-retries), with those that say that the card or the agreement
has ended, and the issuer's own word, the advice code (https://docs.stripe.com/declines/card#retrying-issuer-declines).
"""

from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from shared.stripe_gateway.charges import Refusal
from shared.stripe_gateway.declines import codes_of, reason_of
from shared.stripe_gateway.owners import id_of
from shared.stripe_gateway.port import DeclineReason

if TYPE_CHECKING:
    import stripe

_FOR_GOOD: Final = frozenset(
    (
        # Stripe tries these never again ("non-retryable" there), with authentication_required, which is not the card's.
        "incorrect_number", "lost_card", "pickup_card", "stolen_card", "revocation_of_authorization",
        "revocation_of_all_authorizations", "highest_risk_level", "transaction_not_allowed",
        # The card, its account or the agreement has ended.
        "expired_card", "expired_payment_method", "invalid_account", "invalid_number", "account_closed",
        "restricted_card", "stop_payment_order", "debit_not_authorized", "payment_intent_mandate_invalid",
        "india_recurring_payment_mandate_canceled", "do_not_try_again",
    )
)  # fmt: skip

_OWNER_IS_ASKED: Final = frozenset(
    (
        "authentication_required", "authentication_not_handled", "mobile_device_authentication_required",
        "payment_intent_action_required", "payment_intent_authentication_failure",
        "three_d_secure_authentication_not_supported",
    )
)  # fmt: skip

_NEVER: Final = "do_not_try_again"

_ENDED: Final = frozenset(
    ("payment_intent_mandate_invalid", "expired_payment_method", "india_recurring_payment_mandate_canceled")
)
_UNFIT: Final = frozenset(
    (
        "payment_intent_incompatible_payment_method", "payment_method_currency_mismatch",
        "payment_method_not_available", "payment_method_unactivated", "payment_method_unsupported_type",
        "payment_method_restricted",
    )
)  # fmt: skip
_MAY_BE_GONE: Final = frozenset((None, "resource_missing", "payment_method_unexpected_state"))


def read_refusal(intent: "stripe.PaymentIntent") -> Refusal | None:
    """Why the last attempt on this intent took nothing; ``None`` when none failed, or a later one got further."""
    if intent.status == "requires_action":
        # Someone would have to go to a page: off session that is the same as a refusal for want of it.
        attempt = f"{intent.id} {id_of(intent.payment_method)} requires_action"
        return Refusal("authentication_required", False, True, DeclineReason.NOT_AUTHENTICATED, attempt)
    error = intent.last_payment_error
    if intent.status != "requires_payment_method" or error is None:
        return None
    told: dict[str, Any] = error.to_dict()
    codes = codes_of(told)
    asked = not _OWNER_IS_ASKED.isdisjoint(codes)
    code = codes[0] if codes else "unknown"
    return Refusal(
        code=code,
        hard=not asked and (told.get("advice_code") == _NEVER or not _FOR_GOOD.isdisjoint(codes)),
        needs_authentication=asked,
        reason=reason_of(told),
        attempt=str(told.get("charge") or f"{intent.id} {method_told(intent)} {code}"),
    )


def method_told(intent: "stripe.PaymentIntent") -> str | None:
    """The method of the last attempt; a refusal takes it off the intent, and its error keeps it."""
    if intent.payment_method is not None:
        return id_of(intent.payment_method)
    error = intent.last_payment_error
    method = error.to_dict().get("payment_method") if error is not None else None
    return str(method["id"]) if isinstance(method, dict) else None


class NotTried(StrEnum):
    """What a 400 says of the method with which no attempt was made."""

    ENDED = "ended"
    UNFIT = "unfit"
    MAY_BE_GONE = "may_be_gone"


def not_tried(error: "stripe.StripeError") -> NotTried | None:
    """``None`` when the error says nothing of the method.

    ``MAY_BE_GONE``: that a method was detached is told in a sentence alone, with neither a code nor a parameter, so
    that only a look at the method tells it from any other mistake.
    """
    if error.http_status not in (400, 404):
        return None
    told = error.error.to_dict() if error.error else {}
    code = told.get("code")
    if code in _ENDED:
        return NotTried.ENDED
    if code in _UNFIT:
        return NotTried.UNFIT
    return NotTried.MAY_BE_GONE if code in _MAY_BE_GONE and told.get("type") != "idempotency_error" else None
