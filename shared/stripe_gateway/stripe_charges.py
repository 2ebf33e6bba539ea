"""Charges on Stripe's SDK (https://docs.stripe.com/payments/save-and-reuse#charge-saved-payment-method)."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Final

import stripe

from shared.errors import AppError, ProviderRejected, ProviderUnavailable
from shared.stripe_gateway.amounts import from_stripe, to_stripe
from shared.stripe_gateway.charges import Charge, ChargeRequest, ChargeState, MethodRefused
from shared.stripe_gateway.failures import own_errors
from shared.stripe_gateway.funds import read_funds
from shared.stripe_gateway.metadata import metadata_of
from shared.stripe_gateway.options import keyed
from shared.stripe_gateway.owners import id_of, owner_of
from shared.stripe_gateway.refusals import NotTried, method_told, not_tried, read_refusal

if TYPE_CHECKING:
    from stripe._v1_services import V1Services
    from stripe.params import PaymentIntentConfirmParams, PaymentIntentListParams

_STATES: Final = {
    "succeeded": ChargeState.SUCCEEDED,
    "canceled": ChargeState.CANCELLED,
    "requires_action": ChargeState.NEEDS_ACTION,
    "requires_confirmation": ChargeState.IDLE,
}
"""What else there is, or will be, blocks like ``processing``: nothing says that no money will come."""

_FURTHEST: Final = (ChargeState.SUCCEEDED, ChargeState.PROCESSING, ChargeState.NEEDS_ACTION, ChargeState.DECLINED,
                    ChargeState.IDLE, ChargeState.CANCELLED)  # fmt: skip

_MOVED_ON: Final = "payment_intent_unexpected_state"
"""The intent is not as the call expects: settled, cancelled, or being worked on. Its error tells how it is."""


class StripeCharges:
    """See :class:`shared.stripe_gateway.charges.ChargeGateway`."""

    def __init__(self, api: "V1Services") -> None:
        self._api, self._intents = api, api.payment_intents

    def create_charge(self, request: ChargeRequest) -> Charge:
        """``POST /v1/payment_intents``, confirmed off session. Of the allowed types Stripe leaves out what the account
        cannot take (https://docs.stripe.com/changelog/dahlia/2026-07-29/allowed-payment-method-types-parameter).
        """
        units = to_stripe(request.amount, request.currency)
        return self._tried(
            lambda: self._intents.create(
                {
                    "amount": units,
                    "currency": request.currency.lower(),
                    "customer": request.customer_id,
                    "payment_method": request.method_id,
                    "allowed_payment_method_types": ["card", "paypal"],
                    "confirm": True,
                    "off_session": True,
                    "description": request.description,
                    "metadata": dict(request.metadata),
                },
                keyed(request.key, None),
            ),
            request.method_id,
        )

    def confirm_charge(self, intent_id: str, method_id: str, key: str) -> Charge:
        """``POST …/confirm`` with another method (https://docs.stripe.com/api/payment_intents/confirm)."""
        params: PaymentIntentConfirmParams = {"payment_method": method_id, "off_session": True}
        return self._tried(lambda: self._intents.confirm(intent_id, params, keyed(key, None)), method_id)

    def retrieve_charge(self, intent_id: str) -> Charge:
        """``GET /v1/payment_intents/{id}``."""
        with own_errors():
            return read_charge(self._intents.retrieve(intent_id, None, None))

    def cancel_charge(self, intent_id: str, key: str) -> Charge:
        """``POST …/cancel`` (https://docs.stripe.com/api/payment_intents/cancel)."""
        return self._tried(lambda: self._intents.cancel(intent_id, None, keyed(key, None)))

    def find_charge(
        self, marks: Mapping[str, str], since: datetime, until: datetime, customer_id: str | None = None
    ) -> Charge | None:
        """``GET /v1/payment_intents?created=``, every page (https://docs.stripe.com/api/payment_intents/list)."""
        created: dict[str, int] = {"gte": int(since.timestamp()), "lt": int(until.timestamp()) + 1}
        asked: PaymentIntentListParams = {"created": created, "limit": 100}  # type: ignore[typeddict-item]
        if customer_id is not None:
            asked["customer"] = customer_id
        with own_errors():
            listed = self._intents.list(asked).auto_paging_iter()
            found = [read_charge(each) for each in listed if marks.items() <= metadata_of(each).items()]
        return min(found, key=lambda charge: _FURTHEST.index(charge.state), default=None)

    def _tried(self, call: Callable[[], stripe.PaymentIntent], method_id: str | None = None) -> Charge:
        """What the call came to, a refused payment included. A repeated answer tells of then: look how it is now
        (https://docs.stripe.com/api/idempotent_requests).
        """
        with own_errors():
            try:
                intent = call()
                answer = _headers(intent)
            except stripe.IdempotencyError as error:
                # Something was asked under this key before, with other parameters: what came of it is not known.
                raise ProviderUnavailable("the attempt was made with other parameters") from error
            except stripe.StripeError as error:
                if method_id is not None:
                    self._raise_if_not_tried(error, method_id)
                intent, answer = _told(error), error.headers
            return read_charge(self._intents.retrieve(intent.id, None, None) if _is_repeated(answer) else intent)

    def _raise_if_not_tried(self, error: stripe.StripeError, method_id: str) -> None:
        """Raises :class:`MethodRefused` when no attempt was made because of the method."""
        told = not_tried(error)
        gone = told is NotTried.ENDED or (told is NotTried.MAY_BE_GONE and self._is_gone(method_id))
        if gone or told is NotTried.UNFIT:
            raise MethodRefused("the method was not tried", provider_code=error.code, gone=gone) from error

    def _is_gone(self, method_id: str) -> bool:
        """Raises ``ProviderUnavailable`` where nobody tells: nothing was tried, so that the call may be made again."""
        try:
            with own_errors():
                return owner_of(self._api, self._api.payment_methods.retrieve(method_id)) is None
        except ProviderRejected as error:
            return error.provider_code == "resource_missing"
        except AppError as error:
            raise ProviderUnavailable("the method cannot be looked at now") from error


def _headers(intent: stripe.PaymentIntent) -> Mapping[str, str] | None:
    response = getattr(intent, "last_response", None)
    return response.headers if response is not None else None


def _told(error: stripe.StripeError) -> stripe.PaymentIntent:
    """The intent in an error that is an answer. Raises what the error is, if it is none."""
    intent = error.error.to_dict().get("payment_intent") if error.error else None
    if intent is None or not (error.http_status == 402 or error.code == _MOVED_ON or _is_refusal(error, intent)):
        raise error
    return stripe.PaymentIntent.construct_from(intent, None)


def _is_refusal(error: stripe.StripeError, intent: Mapping[str, object]) -> bool:
    """A method that is no card may be refused with 400: then the intent bears the same error."""
    last = intent.get("last_payment_error")
    return error.http_status == 400 and isinstance(last, Mapping) and last.get("code") == error.code


def _is_repeated(headers: Mapping[str, str] | None) -> bool:
    return any(name.lower() == "idempotent-replayed" for name in headers or {})


def read_charge(intent: stripe.PaymentIntent) -> Charge:
    """The intent in our words (https://docs.stripe.com/payments/paymentintents/lifecycle)."""
    currency, refusal = intent.currency.upper(), read_refusal(intent)
    return Charge(
        intent_id=intent.id,
        state=_state(intent.status, needs_owner=refusal.needs_authentication if refusal else None),
        received=from_stripe(intent.amount_received, currency),
        currency=currency,
        method_id=method_told(intent),
        refusal=refusal,
        metadata=metadata_of(intent),
        customer_id=id_of(intent.customer),
        funds=read_funds(intent),
    )


def _state(status: str, *, needs_owner: bool | None) -> ChargeState:
    """``needs_owner`` is what the last refusal says, ``None`` without one."""
    if status != "requires_payment_method":
        return _STATES.get(status, ChargeState.PROCESSING)
    if needs_owner is None:
        return ChargeState.IDLE
    return ChargeState.NEEDS_ACTION if needs_owner else ChargeState.DECLINED
