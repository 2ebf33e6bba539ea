"""Why the provider says that an attempt failed, in the few words that help a buyer.

Codes: https://docs.stripe.com/declines/codes and https://docs.stripe.com/error-codes. What is not listed is a plain
``declined``: that a card was reported lost or stolen, or looks like fraud, is not for whoever holds it.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from shared.stripe_gateway.port import Decline, DeclineReason

if TYPE_CHECKING:
    import stripe

_CODES: Final = {
    DeclineReason.INSUFFICIENT_FUNDS: "insufficient_funds",
    DeclineReason.CARD_EXPIRED: "expired_card",
    DeclineReason.WRONG_DETAILS: (
        "incorrect_number invalid_number incorrect_cvc invalid_cvc invalid_expiry_month invalid_expiry_year "
        "incorrect_zip incorrect_address"
    ),
    DeclineReason.NOT_AUTHENTICATED: (
        "authentication_required authentication_not_handled payment_intent_authentication_failure "
        "mobile_device_authentication_required incorrect_pin invalid_pin offline_pin_required "
        "online_or_offline_pin_required pin_try_exceeded"
    ),
    DeclineReason.OVER_LIMIT: "card_velocity_exceeded withdrawal_count_limit_exceeded",
    DeclineReason.NOT_SUPPORTED: "card_not_supported currency_not_supported service_not_allowed",
    DeclineReason.TRY_LATER: "processing_error issuer_not_available try_again_later reenter_transaction",
}
_REASONS: Final = {code: reason for reason, codes in _CODES.items() for code in codes.split()}


def read_decline(intent: "stripe.PaymentIntent | None") -> Decline | None:
    """Why the last attempt on this intent failed; ``None`` when none did, or a later one got further."""
    error = intent.last_payment_error if intent is not None else None
    if intent is None or error is None:
        return None
    told: dict[str, object] = error.to_dict()
    return Decline(reason_of(told), attempt=str(told.get("charge") or f"{intent.id} {told.get('code') or ''}"))


def reason_of(told: Mapping[str, object]) -> DeclineReason:
    """The reason in an error of the provider's, as its fields."""
    method = told.get("payment_method")
    by_wallet = isinstance(method, Mapping) and method.get("type") == "paypal"
    other = DeclineReason.WALLET_DECLINED if by_wallet else DeclineReason.DECLINED
    return next((_REASONS[code] for code in codes_of(told) if code in _REASONS), other)


def codes_of(told: Mapping[str, object]) -> list[str]:
    """Its codes, the more exact first."""
    return [str(told[name]) for name in ("decline_code", "code") if told.get(name)]
