"""Saved methods on Stripe's SDK (https://docs.stripe.com/payments/checkout/save-and-reuse)."""

from typing import TYPE_CHECKING, Final

import stripe

from shared.errors import ProviderRejected
from shared.stripe_gateway.failures import own_errors
from shared.stripe_gateway.metadata import metadata_of
from shared.stripe_gateway.methods import (
    CustomerRequest,
    MandateFacts,
    MethodFacts,
    MethodKind,
    SetupRequest,
    SetupSession,
    SetupState,
)
from shared.stripe_gateway.options import keyed
from shared.stripe_gateway.owners import id_of, is_deleted, owner_of

if TYPE_CHECKING:
    from stripe._v1_services import V1Services
    from stripe.params import CustomerCreateParams

_INTENT: Final = "setup_intent"
"""A session is read with its setup intent, which tells what was saved."""

_MISSING: Final = "resource_missing"


class StripeMethods:
    """See :class:`shared.stripe_gateway.methods.MethodGateway`."""

    def __init__(self, api: "V1Services") -> None:
        self._api = api
        self._sessions = api.checkout.sessions

    def create_customer(self, request: CustomerRequest) -> str:
        """``POST /v1/customers``."""
        params: CustomerCreateParams = {"name": request.name, "metadata": dict(request.metadata)}
        if request.email is not None:
            params["email"] = request.email
        with own_errors():
            return self._api.customers.create(params, keyed(request.key, None)).id

    def create_setup(self, request: SetupRequest) -> SetupSession:
        """``POST /v1/checkout/sessions`` in setup mode. With the allowed types it needs no currency, and what is saved
        is for use off session (https://docs.stripe.com/api/setup_intents/object#setup_intent_object-usage).
        """
        metadata = dict(request.metadata)
        with own_errors():
            session = self._sessions.create(
                {
                    "mode": "setup",
                    "customer": request.customer_id,
                    "allowed_payment_method_types": ["card", "paypal"],
                    "metadata": metadata,
                    "setup_intent_data": {"metadata": metadata},
                    "success_url": request.success_url,
                    "cancel_url": request.cancel_url,
                    "expires_at": int(request.expires_at.timestamp()),
                    "expand": [_INTENT],
                },
                keyed(request.key, None),
            )
        return _read_setup(session)

    def retrieve_setup(self, session_id: str) -> SetupSession:
        """``GET /v1/checkout/sessions/{id}`` with its setup intent."""
        with own_errors():
            return _read_setup(self._sessions.retrieve(session_id, {"expand": [_INTENT]}))

    def expire_setup(self, session_id: str) -> SetupSession:
        """``POST …/expire``; a 400 means that it is no longer open: look again."""
        try:
            with own_errors():
                return _read_setup(self._sessions.expire(session_id, {"expand": [_INTENT]}))
        except ProviderRejected:
            return self.retrieve_setup(session_id)

    def retrieve_method(self, method_id: str) -> MethodFacts | None:
        """``GET /v1/payment_methods/{id}``, and its customer."""
        try:
            with own_errors():
                method = self._api.payment_methods.retrieve(method_id)
                return _read_method(method, owner_of(self._api, method))
        except ProviderRejected as error:
            _only_if_missing(error)
            return None

    def methods_of(self, customer_id: str) -> list[MethodFacts] | None:
        """``GET /v1/customers/{id}/payment_methods``, every page, unless the customer is deleted."""
        try:
            with own_errors():
                if is_deleted(self._api, customer_id):
                    return None
                listed = self._api.customers.payment_methods.list(customer_id, {"limit": 100})
                read = [_read_method(each, customer_id) for each in listed.auto_paging_iter()]
        except ProviderRejected as error:
            _only_if_missing(error)
            return None
        return [method for method in read if method is not None]

    def retrieve_mandate(self, mandate_id: str) -> MandateFacts | None:
        """``GET /v1/mandates/{id}``."""
        try:
            with own_errors():
                mandate = self._api.mandates.retrieve(mandate_id)
        except ProviderRejected as error:
            _only_if_missing(error)
            return None
        method = mandate.payment_method
        named = method if isinstance(method, str) else method.id
        return MandateFacts(id=mandate.id, method_id=named, active=mandate.status != "inactive")

    def detach(self, method_id: str) -> None:
        """``POST …/detach``; a 400 may mean that it is detached already: look."""
        try:
            with own_errors():
                self._api.payment_methods.detach(method_id)
        except ProviderRejected:
            left = self.retrieve_method(method_id)
            if left is not None and left.customer_id is not None:
                raise

    def create_portal(self, customer_id: str, return_url: str) -> str:
        """``POST /v1/billing_portal/sessions``, with the account's default configuration of the portal."""
        with own_errors():
            made = self._api.billing_portal.sessions.create({"customer": customer_id, "return_url": return_url})
        return made.url


def _only_if_missing(error: ProviderRejected) -> None:
    if error.provider_code != _MISSING:
        raise error


def _read_setup(session: stripe.checkout.Session) -> SetupSession:
    """The session with its expanded setup intent; what that has not come to yet is not saved yet."""
    intent = session.setup_intent
    known = None if intent is None or isinstance(intent, str) else intent
    saved = known.payment_method if known is not None and known.status == "succeeded" else None
    return SetupSession(
        id=session.id,
        url=session.url,
        state=SetupState(session.status or "open"),
        method_id=id_of(saved),
        customer_id=id_of(session.customer),
        metadata=metadata_of(session),
    )


def _read_method(method: stripe.PaymentMethod, customer_id: str | None) -> MethodFacts | None:
    """https://docs.stripe.com/api/payment_methods/object; ``None`` for kinds that we do not charge."""
    if method.type == "paypal" and method.paypal is not None:
        return MethodFacts(
            id=method.id,
            kind=MethodKind.PAYPAL,
            customer_id=customer_id,
            email=method.paypal.payer_email,
            fingerprint=method.paypal.payer_id,
        )
    card = method.card if method.type == "card" else None
    if card is None:
        return None
    return MethodFacts(
        id=method.id,
        kind=MethodKind.CARD,
        customer_id=customer_id,
        brand=card.brand,
        last4=card.last4,
        exp_month=card.exp_month,
        exp_year=card.exp_year,
        fingerprint=getattr(card, "fingerprint", None),
    )
