"""What the services for saved methods and their charges are to the gateways, straight on the simulator's operations."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import stripe

from local.stripe_simulator.errors import StripeError
from local.stripe_simulator.resources import (
    checkout_sessions,
    customers,
    mandates,
    payment_intents,
    payment_methods,
    portal_sessions,
)
from local.stripe_simulator.wire import Response
from local.stripe_simulator.world import Call
from tests.support.simulation.stripe_services import InProcessService, Object, broken

Json = dict[str, Any]
_INTENTS = "/v1/payment_intents"
_SESSIONS = "/v1/checkout/sessions"
_Error: Any = stripe.InvalidRequestError
_CardError: Any = stripe.CardError


class InProcessPayers(InProcessService):
    """Calls whose refusals tell more than a code, and whose repeats say that they are repeats; the platform's only."""

    def _do(self, path: str, operation: Callable[[Call], Json], params: Json, options: Json, *ids: str) -> Object:
        """Under an idempotency key."""
        key, ran = options["idempotency_key"], []

        def run() -> Json:
            ran.append(True)
            return self._provider.serve(operation, params, *ids)

        def perform() -> Object:
            answer = _told(lambda: self._provider.once(key, path, params, run, ""))
            headers = {} if ran else {"Idempotent-Replayed": "true"}
            if answer.status >= 400:
                self._after_call()
                raise _sdk_error(answer.status, answer.json(), headers)
            return Object(answer.json() | {"last_response": SimpleNamespace(headers=headers)})

        def failing(kind: str) -> Any:
            """The failure itself is what the key repeats from now on."""
            self._provider.once(key, path, params, run if kind == "provider_5xx_with_effect" else dict, "")
            self._provider.world.idempotency.keep("", key, Response(500, b'{"error": {"type": "api_error"}}'))
            self._after_call()
            return broken()

        return self._call("create", perform, failing)

    def _look(self, operation: Callable[[Call], Json], params: Json | None, *ids: str) -> Object:
        return self._call("read", lambda: Object(_told(lambda: self._provider.serve(operation, params or {}, *ids))))


class InProcessCharges(InProcessPayers):
    """``v1.payment_intents``, as charging needs them."""

    def create(self, params: Json, options: Json) -> Object:
        """With its first attempt."""
        return self._do(_INTENTS, payment_intents.create, params, options)

    def confirm(self, intent_id: str, params: Json, options: Json) -> Object:
        """Another attempt."""
        return self._do(f"{_INTENTS}/{intent_id}/confirm", payment_intents.confirm, params, options, intent_id)

    def cancel(self, intent_id: str, _: None, options: Json) -> Object:
        """The end of it."""
        return self._do(f"{_INTENTS}/{intent_id}/cancel", payment_intents.cancel, {}, options, intent_id)

    def retrieve(self, intent_id: str, params: Json | None = None, options: Json | None = None) -> Object:
        """As it stands; with anything to expand, its charge and the line of the balance that books that."""
        if params is None:
            return self._look(payment_intents.retrieve, None, intent_id)
        return self._read(_booked, {}, options, intent_id)

    def list(self, params: Json) -> Object:
        """Those of a span of time."""
        return self._look(payment_intents.list_intents, params)


class InProcessMethods(InProcessPayers):
    """``v1.payment_methods``."""

    def retrieve(self, method_id: str) -> Object:
        """As it stands."""
        return self._look(payment_methods.retrieve, None, method_id)

    def detach(self, method_id: str) -> Object:
        """For good."""
        return self._look(payment_methods.detach, None, method_id)


class InProcessMethodsOfCustomers(InProcessPayers):
    """``v1.customers.payment_methods``."""

    def list(self, customer_id: str, params: Json) -> Object:
        """Those of one customer."""
        return self._look(payment_methods.list_of_customer, params, customer_id)


class InProcessCustomers(InProcessPayers):
    """``v1.customers``."""

    def __init__(self, *surroundings: Any) -> None:
        super().__init__(*surroundings)
        self.payment_methods = InProcessMethodsOfCustomers(*surroundings)

    def retrieve(self, customer_id: str) -> Object:
        """Or that it is deleted."""
        return self._look(customers.retrieve, None, customer_id)

    def create(self, params: Json, options: Json) -> Object:
        """An owner of methods."""
        return self._do("/v1/customers", customers.create, params, options)


class InProcessMandates(InProcessPayers):
    """``v1.mandates``."""

    def retrieve(self, mandate_id: str) -> Object:
        """As it stands."""
        return self._look(mandates.retrieve, None, mandate_id)


class InProcessPortal(InProcessPayers):
    """``v1.billing_portal.sessions``."""

    def create(self, params: Json) -> Object:
        """A page for some minutes."""
        return self._look(portal_sessions.create, params)


class InProcessSetups(InProcessPayers):
    """``v1.checkout.sessions`` in setup mode, always with their setup intents."""

    def create(self, params: Json, options: Json) -> Object:
        """An open page."""
        return self._with_intent(self._do(_SESSIONS, checkout_sessions.create, params, options))

    def retrieve(self, session_id: str, _: Json) -> Object:
        """As it stands."""
        return self._with_intent(self._look(checkout_sessions.retrieve, None, session_id))

    def expire(self, session_id: str, _: Json) -> Object:
        """Or a 400 when it is no longer open."""
        return self._with_intent(self._look(checkout_sessions.expire, None, session_id))

    def _with_intent(self, session: Object) -> Object:
        found = self._provider.world.platform.setup_intents.get(session["setup_intent"])
        return Object(session | {"setup_intent": Object(found) if found else None})


def _booked(call: Call) -> Json:
    intent = payment_intents.retrieve(call)
    charge = call.account.charges.get(intent["latest_charge"] or "")
    line = call.account.balance_transactions.get(charge["balance_transaction"] or "") if charge else None
    return intent | {"latest_charge": charge | {"balance_transaction": line} if charge else None}


def in_process_api(*surroundings: Any) -> Any:
    """As much of ``StripeClient(...).v1`` as there is to saved methods and their charges."""
    return SimpleNamespace(
        payment_intents=InProcessCharges(*surroundings),
        payment_methods=InProcessMethods(*surroundings),
        customers=InProcessCustomers(*surroundings),
        mandates=InProcessMandates(*surroundings),
        checkout=SimpleNamespace(sessions=InProcessSetups(*surroundings)),
        billing_portal=SimpleNamespace(sessions=InProcessPortal(*surroundings)),
    )


def _told(perform: Callable[[], Any]) -> Any:
    """The simulator's refusal as the SDK's, with all that it tells."""
    try:
        return perform()
    except StripeError as error:
        raise _sdk_error(error.status, error.body(), {}) from error


def _sdk_error(status: int, body: Json, headers: Json) -> stripe.StripeError:
    if status >= 500:
        return stripe.APIError("it failed", http_status=status)
    told = body["error"]
    if told["type"] == "idempotency_error":
        return stripe.IdempotencyError(told["message"], http_status=status, json_body=body)
    kind = _CardError if status == 402 else _Error
    error: stripe.StripeError = kind(
        told["message"], told.get("param"), told.get("code"), http_status=status, json_body=body, headers=headers
    )
    return error
