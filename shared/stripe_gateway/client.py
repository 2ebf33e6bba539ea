"""The gateway on Stripe's SDK: API version pinned by the SDK, telemetry off, time-outs and retries set here."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import stripe

from shared.errors import ProviderRejected
from shared.stripe_gateway.amounts import refund_units, to_stripe
from shared.stripe_gateway.budget import BudgetedAdapter
from shared.stripe_gateway.failures import own_errors
from shared.stripe_gateway.listing import StripeBooks
from shared.stripe_gateway.missed_events import StripeEvents
from shared.stripe_gateway.options import keyed, on
from shared.stripe_gateway.port import (
    CaptureRequest,
    CheckoutRequest,
    CheckoutSession,
    Intent,
    RefundRequest,
    WithdrawalFact,
)
from shared.stripe_gateway.sessions import create_params, read_intent, read_session
from shared.stripe_gateway.stripe_accounts import StripeAccounts
from shared.stripe_gateway.withdrawals import read_dispute, read_refund

if TYPE_CHECKING:
    from stripe.params.checkout import SessionListParams

API_VERSION: Final = "2026-10-28.endive"

_CHARGE: Final = "payment_intent.latest_charge.balance_transaction"
"""A session is read with its intent, that with the charge, which tells what was paid with, and that with its line of
the balance, which tells when the funds are available. In a list this is as deep as Stripe goes
(https://docs.stripe.com/api/expanding_objects)."""


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


AUDIT: Final = Patience(connect=3, read=20, retries=2, in_all=250)
"""Within five minutes' time-out; the next run goes on where this one stopped."""


class StripeGateway:
    """See :class:`shared.stripe_gateway.port.PaymentGateway`. ``api``: for the ports beside it, on one budget."""

    def __init__(self, api_key: str, api_base: str, patience: Patience) -> None:
        stripe.enable_telemetry = False
        self._budget = BudgetedAdapter()
        self._in_all = patience.in_all
        client = stripe.StripeClient(
            api_key,
            stripe_version=API_VERSION,
            base_addresses={"api": api_base},
            http_client=stripe.RequestsClient(
                timeout=(patience.connect, patience.read), session=self._budget.session()
            ),
            max_network_retries=patience.retries,
        )
        self.api = api = client.v1
        self._sessions, self._intents = api.checkout.sessions, api.payment_intents
        self._refunds, self._disputes = api.refunds, api.disputes
        self.events = StripeEvents(api.events)
        self.accounts = StripeAccounts(client)

    def start_invocation(self) -> "StripeGateway":
        """Itself, with the whole budget of time before it."""
        self._budget.start(self._in_all)
        return self

    def books(self) -> StripeBooks:
        """The provider's lists, within the same budget of time."""
        return StripeBooks(self.api)

    def create_session(self, request: CheckoutRequest) -> CheckoutSession:
        """``POST /v1/checkout/sessions`` in payment mode (https://docs.stripe.com/api/checkout/sessions/create)."""
        with own_errors():
            options = keyed(request.key, request.account)
            session = self._sessions.create(create_params(request), options)
        return read_session(session, request.account)

    def retrieve_session(self, session_id: str, account: str | None) -> CheckoutSession:
        """``GET /v1/checkout/sessions/{id}`` with its payment intent."""
        with own_errors():
            session = self._sessions.retrieve(session_id, {"expand": [_CHARGE]}, on(account))
        return read_session(session, account)

    def expire_session(self, session_id: str, account: str | None) -> CheckoutSession:
        """``POST …/expire``; a 400 means that it is no longer open: look again."""
        try:
            with own_errors():
                session = self._sessions.expire(session_id, {"expand": [_CHARGE]}, on(account))
                return read_session(session, account)
        except ProviderRejected:
            return self.retrieve_session(session_id, account)

    def session_of_intent(self, intent_id: str, account: str | None) -> CheckoutSession | None:
        """``GET /v1/checkout/sessions?payment_intent=`` (https://docs.stripe.com/api/checkout/sessions/list)."""
        asked: SessionListParams = {"payment_intent": intent_id, "expand": [f"data.{_CHARGE}"]}
        with own_errors():
            found = self._sessions.list(asked, on(account)).data
        return read_session(found[0], account) if found else None

    def retrieve_intent(self, intent_id: str, account: str | None) -> Intent:
        """``GET /v1/payment_intents/{id}``."""
        with own_errors():
            return read_intent(self._intents.retrieve(intent_id, None, on(account)), account)

    def capture(self, request: CaptureRequest) -> None:
        """``POST …/capture``, in full or less (https://docs.stripe.com/api/payment_intents/capture)."""
        units = to_stripe(request.amount, request.currency)
        with own_errors():
            self._intents.capture(request.intent_id, {"amount_to_capture": units}, keyed(request.key, request.account))

    def cancel_authorization(self, intent_id: str, account: str | None, key: str) -> None:
        """``POST …/cancel``: of a Checkout's intent only while it has something reserved
        (https://docs.stripe.com/api/payment_intents/cancel).
        """
        with own_errors():
            self._intents.cancel(intent_id, None, keyed(key, account))

    def create_refund(self, request: RefundRequest) -> WithdrawalFact:
        """``POST /v1/refunds`` (https://docs.stripe.com/api/refunds/create)."""
        units = refund_units(request.amount, request.currency)
        with own_errors():
            refund = self._refunds.create(
                {"payment_intent": request.intent_id, "amount": units, "metadata": dict(request.metadata)},
                keyed(request.key, request.account),
            )
        return read_refund(refund, request.intent_id, request.account)

    def refunds_of_intent(self, intent_id: str, account: str | None) -> list[WithdrawalFact]:
        """``GET /v1/refunds?payment_intent=``, every page."""
        with own_errors():
            found = self._refunds.list({"payment_intent": intent_id, "limit": 100}, on(account))
            return [read_refund(refund, intent_id, account) for refund in found.auto_paging_iter()]

    def disputes_of_intent(self, intent_id: str, account: str | None) -> list[WithdrawalFact]:
        """``GET /v1/disputes?payment_intent=``, every page."""
        with own_errors():
            found = self._disputes.list({"payment_intent": intent_id, "limit": 100}, on(account))
            return [read_dispute(dispute, intent_id, account) for dispute in found.auto_paging_iter()]
