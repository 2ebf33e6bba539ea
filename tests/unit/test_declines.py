"""Why an attempt failed, in words that help a buyer and tell a thief nothing."""

import json

import pytest
import stripe

from shared.links.pages.languages import ENGLISH
from shared.stripe_gateway.declines import read_decline
from shared.stripe_gateway.port import DeclineReason


def intent_of(error: dict[str, object] | None) -> stripe.PaymentIntent:
    """An intent of which the last attempt failed like that."""
    values = {"id": "pi_1", "object": "payment_intent", "last_payment_error": error}
    return stripe.PaymentIntent.construct_from(json.loads(json.dumps(values)), "sk_test")


@pytest.mark.parametrize(
    ("code", "decline_code", "reason"),
    [
        ("card_declined", "generic_decline", "declined"),
        ("card_declined", "insufficient_funds", "insufficient_funds"),
        ("card_declined", "lost_card", "declined"),
        ("card_declined", "stolen_card", "declined"),
        ("card_declined", "fraudulent", "declined"),
        ("card_declined", "card_velocity_exceeded", "over_limit"),
        ("card_declined", "card_not_supported", "not_supported"),
        ("card_declined", "issuer_not_available", "try_later"),
        ("expired_card", None, "card_expired"),
        ("incorrect_cvc", None, "wrong_details"),
        ("processing_error", None, "try_later"),
        ("authentication_required", "authentication_required", "not_authenticated"),
        ("payment_intent_authentication_failure", None, "not_authenticated"),
        ("a_code_of_tomorrow", None, "declined"),
    ],
)
def test_codes_of_the_provider_become_a_few_reasons(code: str, decline_code: str | None, reason: str) -> None:
    told = read_decline(intent_of({"code": code, "decline_code": decline_code, "charge": "ch_1"}))
    assert told is not None
    assert (told.reason, told.attempt) == (reason, "ch_1")


def test_a_wallets_refusal_is_told_as_such() -> None:
    error: dict[str, object] = {
        "code": "payment_method_provider_decline",
        "payment_method": {"type": "paypal"},
        "charge": None,
    }
    told = read_decline(intent_of(error))
    assert told is not None
    assert told.reason is DeclineReason.WALLET_DECLINED


def test_an_attempt_without_a_charge_has_a_name_all_the_same() -> None:
    told = read_decline(intent_of({"code": "payment_intent_authentication_failure"}))
    assert told is not None
    assert told.attempt == "pi_1 payment_intent_authentication_failure"


def test_no_failure_is_none() -> None:
    assert read_decline(None) is None
    assert read_decline(intent_of(None)) is None


@pytest.mark.parametrize("reason", list(DeclineReason))
def test_every_reason_has_its_words(reason: DeclineReason) -> None:
    words = ENGLISH.say(f"failure_{reason}")
    assert not [word for word in ("stolen", "lost", "fraud") if word in words]
