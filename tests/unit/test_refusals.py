"""What the provider's refusal of a saved method means to whoever tries the next one."""

import json
from typing import Any

import pytest
import stripe

from shared.stripe_gateway.charges import ChargeState, charge_key
from shared.stripe_gateway.port import DeclineReason
from shared.stripe_gateway.refusals import NotTried, not_tried, read_refusal
from shared.stripe_gateway.stripe_charges import read_charge


def intent_of(status: str, **more: object) -> stripe.PaymentIntent:
    """An intent on which that is told."""
    values: dict[str, Any] = {"id": "pi_1", "object": "payment_intent", "status": status, "currency": "eur"}
    values |= {"amount_received": 0, "last_payment_error": None, "payment_method": None, "customer": "cus_1"}
    values |= {"latest_charge": None}
    values |= {"metadata": {"orderpay_payment": "pay_1"}, **more}
    return stripe.PaymentIntent.construct_from(json.loads(json.dumps(values)), "sk_test")


def refused(**error: object) -> stripe.PaymentIntent:
    """An intent whose last attempt failed like that."""
    return intent_of("requires_payment_method", last_payment_error=error)


@pytest.mark.parametrize(
    ("code", "decline_code", "hard", "asks"),
    [
        ("card_declined", "lost_card", True, False),
        ("card_declined", "stolen_card", True, False),
        ("card_declined", "pickup_card", True, False),
        ("card_declined", "revocation_of_all_authorizations", True, False),
        ("card_declined", "transaction_not_allowed", True, False),
        ("card_declined", "invalid_account", True, False),
        ("expired_card", None, True, False),
        ("incorrect_number", None, True, False),
        ("payment_intent_mandate_invalid", None, True, False),
        ("card_declined", "do_not_try_again", True, False),
        ("card_declined", "insufficient_funds", False, False),
        ("card_declined", "generic_decline", False, False),
        ("card_declined", "do_not_honor", False, False),
        ("card_declined", "fraudulent", False, False),
        ("processing_error", None, False, False),
        ("payment_method_provider_decline", None, False, False),
        ("a_code_of_tomorrow", None, False, False),
        ("authentication_required", "authentication_required", False, True),
        ("card_declined", "authentication_required", False, True),
        ("payment_intent_authentication_failure", None, False, True),
    ],
)
def test_what_is_for_good_and_what_asks_the_owner(code: str, decline_code: str | None, hard: bool, asks: bool) -> None:
    told = read_refusal(refused(code=code, decline_code=decline_code, charge="ch_1"))
    assert told is not None
    assert (told.hard, told.needs_authentication) == (hard, asks)
    assert told.code == (decline_code or code)


@pytest.mark.parametrize(
    ("advice", "hard"), [("do_not_try_again", True), ("try_again_later", False), ("confirm_card_data", False)]
)
def test_the_issuers_advice_decides_where_the_code_does_not(advice: str, hard: bool) -> None:
    told = read_refusal(refused(code="card_declined", decline_code="generic_decline", advice_code=advice))
    assert told is not None
    assert told.hard is hard


def test_an_owner_who_is_asked_does_not_lose_the_method() -> None:
    told = read_refusal(refused(code="authentication_required", advice_code="do_not_try_again"))
    assert told is not None
    assert not told.hard


def test_two_attempts_without_a_charge_are_told_apart() -> None:
    told = [
        read_refusal(refused(code="payment_method_provider_decline", payment_method={"id": method, "type": "paypal"}))
        for method in ("pm_1", "pm_2")
    ]
    assert all(each is not None and each.reason is DeclineReason.WALLET_DECLINED for each in told)
    assert len({each.attempt for each in told if each is not None}) == 2


@pytest.mark.parametrize(
    ("intent", "state"),
    [
        (intent_of("succeeded", amount_received=700, payment_method="pm_1"), ChargeState.SUCCEEDED),
        (intent_of("processing", payment_method="pm_1"), ChargeState.PROCESSING),
        (intent_of("requires_capture", payment_method="pm_1"), ChargeState.PROCESSING),
        (intent_of("a_status_of_tomorrow", payment_method="pm_1"), ChargeState.PROCESSING),
        (intent_of("requires_confirmation", payment_method="pm_1"), ChargeState.IDLE),
        (intent_of("requires_payment_method"), ChargeState.IDLE),
        (refused(code="card_declined", payment_method={"id": "pm_1", "type": "card"}), ChargeState.DECLINED),
        (refused(code="authentication_required", payment_method={"id": "pm_1"}), ChargeState.NEEDS_ACTION),
        (intent_of("requires_action", payment_method="pm_1"), ChargeState.NEEDS_ACTION),
        (intent_of("canceled", payment_method="pm_1"), ChargeState.CANCELLED),
        (intent_of("canceled", last_payment_error={"code": "card_declined"}), ChargeState.CANCELLED),
    ],
)
def test_states_of_a_charge(intent: stripe.PaymentIntent, state: ChargeState) -> None:
    told = read_charge(intent)
    assert told.state is state
    assert (told.refusal is not None) == (state in (ChargeState.DECLINED, ChargeState.NEEDS_ACTION))
    assert (told.intent_id, told.customer_id, told.metadata) == ("pi_1", "cus_1", {"orderpay_payment": "pay_1"})
    assert told.received == (700 if state is ChargeState.SUCCEEDED else 0)


def test_the_method_of_a_failed_attempt_is_in_its_error() -> None:
    told = read_charge(refused(code="card_declined", payment_method={"id": "pm_1", "type": "card"}))
    assert told.method_id == "pm_1"


def test_amounts_are_in_our_minor_units() -> None:
    told = read_charge(intent_of("succeeded", currency="isk", amount_received=70_000, payment_method="pm_1"))
    assert (told.received, told.currency) == (700, "ISK")


@pytest.mark.parametrize(
    ("status", "code", "kind", "told"),
    [
        (400, None, "invalid_request_error", NotTried.MAY_BE_GONE),
        (400, "resource_missing", "invalid_request_error", NotTried.MAY_BE_GONE),
        (400, "payment_method_unexpected_state", "invalid_request_error", NotTried.MAY_BE_GONE),
        (400, "payment_intent_incompatible_payment_method", "invalid_request_error", NotTried.UNFIT),
        (400, "payment_intent_mandate_invalid", "invalid_request_error", NotTried.ENDED),
        (400, None, "idempotency_error", None),
        (400, "amount_too_small", "invalid_request_error", None),
        (400, "payment_intent_unexpected_state", "invalid_request_error", None),
        (402, "expired_payment_method", "card_error", None),
        (500, "payment_method_not_available", "api_error", None),
    ],
)
def test_a_method_that_was_not_tried(status: int, code: str | None, kind: str, told: NotTried | None) -> None:
    assert not_tried(error_of(status, code, kind)) is told


def error_of(status: int, code: str | None, kind: str) -> stripe.StripeError:
    """The SDK's error for that answer."""
    told = {"type": kind, "message": "no"} | ({"code": code} if code else {})
    made: Any = stripe.InvalidRequestError
    error: stripe.StripeError = made("no", None, code=code, http_status=status, json_body={"error": told})
    return error


def test_the_key_of_an_attempt() -> None:
    assert charge_key("pay_1", 2, "pm_3") == "pay:pay_1:2:pm_3"
