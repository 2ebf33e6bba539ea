"""The published test cards and what becomes of them (https://docs.stripe.com/testing)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Decline:
    """Why a card is refused: `code` and `decline_code` as in the error, the sentence shown, and the issuer's advice.

    The advice is one of `do_not_try_again`, `try_again_later`, `confirm_card_data`
    (https://docs.stripe.com/declines/card#retrying-issuer-declines).
    """

    code: str
    decline_code: str | None
    message: str
    advice: str | None = None


@dataclass(frozen=True)
class Card:
    """A test card. `authentication`: never, unless_saved, unless_off_session or always. `after`: trouble to come."""

    number: str
    brand: str = "visa"
    decline: Decline | None = None
    authentication: str = "never"
    after: str = ""
    attachable: bool = True
    country: str = "US"


TRY_LATER, NEVER, CONFIRM = "try_again_later", "do_not_try_again", "confirm_card_data"
GENERIC = Decline("card_declined", "generic_decline", "Your card was declined.", TRY_LATER)
INSUFFICIENT = Decline("card_declined", "insufficient_funds", "Your card has insufficient funds.", TRY_LATER)
LOST = Decline("card_declined", "lost_card", "Your card was declined.", NEVER)
STOLEN = Decline("card_declined", "stolen_card", "Your card was declined.", NEVER)
EXPIRED = Decline("expired_card", None, "Your card has expired.", NEVER)
BAD_CVC = Decline("incorrect_cvc", None, "Your card's security code is incorrect.", CONFIRM)
PROCESSING = Decline(
    "processing_error", None, "An error occurred while processing your card. Try again in a little bit.", TRY_LATER
)
VELOCITY = Decline(
    "card_declined",
    "card_velocity_exceeded",
    "Your card was declined for making repeated attempts too frequently or exceeding its amount limit.",
)
FRAUDULENT = Decline("card_declined", "fraudulent", "Your card was declined.")
BAD_NUMBER = Decline("incorrect_number", None, "Your card number is incorrect.")
NOT_A_TEST_CARD = Decline(
    "card_declined",
    "test_mode_live_card",
    "Your card was declined. Your request was in test mode, but used a non test card. "
    "For a list of valid test cards, visit: https://stripe.com/docs/testing.",
)
NEEDS_AUTHENTICATION = Decline(
    "authentication_required",
    "authentication_required",
    "Your card was declined. This transaction requires authentication.",
)
FAILED_AUTHENTICATION = Decline(
    "payment_intent_authentication_failure",
    None,
    "We are unable to authenticate your payment method. Please choose a different payment method and try again.",
)

CARDS = {
    card.number: card
    for card in (
        Card("4242424242424242"),
        Card("4000056655665556"),
        Card("5555555555554444", "mastercard"),
        Card("2223003122003222", "mastercard"),
        Card("5200828282828210", "mastercard"),
        Card("5105105105105100", "mastercard"),
        Card("378282246310005", "amex"),
        Card("371449635398431", "amex"),
        Card("6011111111111117", "discover"),
        Card("6011000990139424", "discover"),
        Card("3056930009020004", "diners"),
        Card("36227206271667", "diners"),
        Card("3566002020360505", "jcb"),
        Card("6200000000000005", "unionpay"),
        Card("4000002760000016", country="DE"),
        Card("4000008260000000", country="GB"),
        Card("4000003920000003", country="JP"),
        Card("4000000000000077", after="available_at_once"),
        Card("4000000000000002", decline=GENERIC, attachable=False),
        Card("4000000000009995", decline=INSUFFICIENT, attachable=False),
        Card("4000000000009987", decline=LOST, attachable=False),
        Card("4000000000009979", decline=STOLEN, attachable=False),
        Card("4000000000000069", decline=EXPIRED, attachable=False),
        Card("4000000000000127", decline=BAD_CVC, attachable=False),
        Card("4000000000000119", decline=PROCESSING, attachable=False),
        Card("4000000000006975", decline=VELOCITY, attachable=False),
        Card("4100000000000019", decline=FRAUDULENT),
        Card("4000000000000341", decline=GENERIC),
        Card("4000002500003155", authentication="unless_saved", country="FR"),
        Card("4000003800000446", authentication="unless_off_session", country="CH"),
        Card("4000002760003184", authentication="always", country="DE"),
        Card("4000008260003178", authentication="always", decline=INSUFFICIENT, country="GB"),
        Card("4000000000003220", authentication="always"),
        Card("4000000000000259", after="dispute_fraudulent"),
        Card("4000000000002685", after="dispute_not_received"),
        Card("4000000000001976", after="inquiry"),
        Card("4000000000005126", after="refund_fails"),
        Card("4000000000007726", after="refund_pending"),
    )
}

TOKENS = {
    "pm_card_visa": "4242424242424242",
    "pm_card_visa_debit": "4000056655665556",
    "pm_card_mastercard": "5555555555554444",
    "pm_card_amex": "378282246310005",
    "pm_card_discover": "6011111111111117",
    "pm_card_diners": "3056930009020004",
    "pm_card_jcb": "3566002020360505",
    "pm_card_unionpay": "6200000000000005",
    "pm_card_bypassPending": "4000000000000077",
    "pm_card_chargeCustomerFail": "4000000000000341",
    "pm_card_visa_chargeDeclined": "4000000000000002",
    "pm_card_chargeDeclined": "4000000000000002",
    "pm_card_visa_chargeDeclinedInsufficientFunds": "4000000000009995",
    "pm_card_chargeDeclinedInsufficientFunds": "4000000000009995",
    "pm_card_visa_chargeDeclinedLostCard": "4000000000009987",
    "pm_card_visa_chargeDeclinedStolenCard": "4000000000009979",
    "pm_card_chargeDeclinedLostCard": "4000000000009987",
    "pm_card_chargeDeclinedStolenCard": "4000000000009979",
    "pm_card_visa_chargeDeclinedVelocityLimitExceeded": "4000000000006975",
    "pm_card_radarBlock": "4100000000000019",
    "pm_card_chargeDeclinedExpiredCard": "4000000000000069",
    "pm_card_chargeDeclinedIncorrectCvc": "4000000000000127",
    "pm_card_chargeDeclinedProcessingError": "4000000000000119",
    "pm_card_chargeDeclinedFraudulent": "4100000000000019",
    "pm_card_authenticationRequired": "4000002760003184",
    "pm_card_authenticationRequiredOnSetup": "4000002500003155",
    "pm_card_authenticationRequiredSetupForOffSession": "4000003800000446",
    "pm_card_authenticationRequiredChargeDeclinedInsufficientFunds": "4000008260003178",
    "pm_card_threeDSecure2Required": "4000000000003220",
    "pm_card_createDispute": "4000000000000259",
    "pm_card_createDisputeProductNotReceived": "4000000000002685",
    "pm_card_createDisputeInquiry": "4000000000001976",
    "pm_card_refundFail": "4000000000005126",
    "pm_card_pendingRefund": "4000000000007726",
}


def luhn_valid(number: str) -> bool:
    """Whether the check digit of a card number is right."""
    if not number.isdigit() or not 12 <= len(number) <= 19:
        return False
    doubled = [int(d) * (2 if place % 2 else 1) for place, d in enumerate(reversed(number))]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0


def card_for(number: str) -> Card:
    """The test card with that number; spaces and dashes are ignored. An unknown number is a card that is refused."""
    digits = "".join(ch for ch in number if ch not in " -")
    known = CARDS.get(digits)
    if known:
        return known
    return Card(digits, decline=NOT_A_TEST_CARD if luhn_valid(digits) else BAD_NUMBER, attachable=False)
