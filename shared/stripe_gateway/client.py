"""The gateway on Stripe's SDK: API version pinned by the SDK, telemetry off, time-outs and retries set here."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import stripe

from shared.errors import OutcomeUnknown, ProviderFailed, ProviderRejected, ProviderUnavailable
from shared.stripe_gateway.amounts import from_stripe, to_stripe
from shared.stripe_gateway.budget import BudgetedAdapter
from shared.stripe_gateway.port import CheckoutRequest, CheckoutSession, SessionState

if TYPE_CHECKING:
    from stripe.params.checkout import SessionCreateParams

API_VERSION: Final = "2026-10-28.endive"


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds for connecting, for reading, and for all calls of an invocation; how often the SDK repeats a call."""

    connect: float
    read: float
    retries: int
    in_all: float


FACING_HTTP: Final = Patience(connect=2, read=8, retries=1, in_all=22)
"""The gateway in front of the function gives up after 30 s; the rest is for the table and the start."""

WORKER: Final = Patience(connect=3, read=20, retries=2, in_all=45)
"""Within a minute's time-out; messages whose turn came too late go back to the queue."""

SWEEP: Final = Patience(connect=3, read=20, retries=2, in_all=100)
"""Within two minutes' time-out; what was not reached is due again."""


class StripeGateway:
    """See :class:`shared.stripe_gateway.port.PaymentGateway`."""

    def __init__(self, api_key: str, api_base: str, patience: Patience) -> None:
        stripe.enable_telemetry = False
        self._budget = BudgetedAdapter()
        self._in_all = patience.in_all
        self._sessions = stripe.StripeClient(
            api_key,
            stripe_version=API_VERSION,
            base_addresses={"api": api_base},
            http_client=stripe.RequestsClient(
                timeout=(patience.connect, patience.read), session=self._budget.session()
            ),
            max_network_retries=patience.retries,
        ).v1.checkout.sessions

    def start_invocation(self) -> "StripeGateway":
        """Itself, with the whole budget of time before it."""
        self._budget.start(self._in_all)
        return self

    def create_session(self, request: CheckoutRequest) -> CheckoutSession:
        """``POST /v1/checkout/sessions`` in payment mode (https://docs.stripe.com/api/checkout/sessions/create)."""
        with _own_errors():
            session = self._sessions.create(_create_params(request), {"idempotency_key": request.key})
        return _read(session)

    def retrieve_session(self, session_id: str) -> CheckoutSession:
        """``GET /v1/checkout/sessions/{id}`` with its payment intent."""
        with _own_errors():
            session = self._sessions.retrieve(session_id, {"expand": ["payment_intent"]})
        return _read(session)

    def expire_session(self, session_id: str) -> CheckoutSession:
        """``POST …/expire``; a 400 means that it is no longer open: look again."""
        try:
            with _own_errors():
                return _read(self._sessions.expire(session_id, {"expand": ["payment_intent"]}))
        except ProviderRejected:
            return self.retrieve_session(session_id)

    def session_of_intent(self, intent_id: str) -> CheckoutSession | None:
        """``GET /v1/checkout/sessions?payment_intent=`` (https://docs.stripe.com/api/checkout/sessions/list)."""
        with _own_errors():
            found = self._sessions.list({"payment_intent": intent_id, "expand": ["data.payment_intent"]}).data
        return _read(found[0]) if found else None


def _create_params(request: CheckoutRequest) -> "SessionCreateParams":
    metadata = dict(request.metadata)
    return {
        "mode": "payment",
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": request.currency.lower(),
                    "unit_amount": to_stripe(request.amount, request.currency),
                    "product_data": {"name": request.description},
                },
            }
        ],
        "metadata": metadata,
        "payment_intent_data": {"metadata": metadata},
        "success_url": request.success_url,
        "cancel_url": request.cancel_url,
        "expires_at": int(request.expires_at.timestamp()),
        "billing_address_collection": "required",
        "phone_number_collection": {"enabled": True},
        "adaptive_pricing": {"enabled": False},
    }


def _read(session: stripe.checkout.Session) -> CheckoutSession:
    intent = session.payment_intent
    currency = (session.currency or "").upper()
    known = None if intent is None or isinstance(intent, str) else intent
    received = known.amount_received if known else 0
    if session.payment_status == "paid" and known is None:
        received = session.amount_total or 0
    return CheckoutSession(
        id=session.id,
        state=_state(session, known),
        url=session.url,
        intent_id=intent if isinstance(intent, str) else (intent.id if intent else None),
        received=from_stripe(received, currency),
        currency=currency,
        metadata=dict(session.metadata.to_dict()) if session.metadata else {},
    )


def _state(session: stripe.checkout.Session, intent: stripe.PaymentIntent | None) -> SessionState:
    """Money first: whatever the session says, what its intent has received, or is about to, counts (rule M3)."""
    reached = intent.status if intent is not None else None
    if session.payment_status == "paid" or reached == "succeeded":
        return SessionState.PAID
    if reached == "processing":
        return SessionState.PROCESSING
    if session.status in ("open", "expired"):
        return SessionState(session.status)
    return SessionState.FAILED if reached in ("requires_payment_method", "canceled") else SessionState.PROCESSING


@contextmanager
def _own_errors() -> Iterator[None]:
    """The SDK's errors as ours (https://docs.stripe.com/error-low-level): what is certain apart from what is not."""
    try:
        yield
    except (stripe.RateLimitError, stripe.AuthenticationError, stripe.PermissionError) as error:
        raise ProviderUnavailable("the payment provider cannot take the request now") from error
    except stripe.IdempotencyError as error:
        if error.http_status == 409:
            raise ProviderUnavailable("the same request is being processed") from error
        raise ProviderRejected("the request differs from its first attempt", provider_code=error.code) from error
    except (stripe.InvalidRequestError, stripe.CardError) as error:
        raise ProviderRejected("the payment provider refused the request", provider_code=error.code) from error
    except stripe.APIConnectionError as error:
        raise OutcomeUnknown("the payment provider did not answer in time") from error
    except stripe.APIError as error:
        raise ProviderFailed("the payment provider failed while answering") from error
