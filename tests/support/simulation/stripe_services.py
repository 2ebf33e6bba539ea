"""What the services of ``StripeClient(...).v1`` are to the gateway, straight on the simulator's operations.

The gateway itself is the real one: its parameters, its reading of the answers and its error mapping all run.
"""

from collections.abc import Callable, Iterator
from typing import Any

import stripe

from local.stripe_simulator.errors import StripeError
from local.stripe_simulator.resources import checkout_sessions, disputes, events, payment_intents, refunds
from local.stripe_simulator.wire import Response
from local.stripe_simulator.world import Call
from tests.support.simulation.gate import Gate
from tests.support.simulation.provider import Provider

Json = dict[str, Any]
_SESSIONS = "/v1/checkout/sessions"
_INTENTS = "/v1/payment_intents"
_InvalidRequest: Any = stripe.InvalidRequestError
_NoConnection: Any = stripe.APIConnectionError


class Object(dict[str, Any]):
    """As the SDK's objects: fields are attributes."""

    def __getattribute__(self, name: str) -> Any:
        # Not __getattr__: the error that goes before it costs more than all that follows.
        if name not in self:
            return object.__getattribute__(self, name)
        value = self[name]
        kind = type(value)
        if kind is dict:
            return Object(value)
        return [Object(each) if type(each) is dict else each for each in value] if kind is list else value

    def auto_paging_iter(self) -> Iterator["Object"]:
        """What a list holds; all of it was on the first page."""
        assert not self["has_more"]
        yield from self.data

    def to_dict(self) -> Json:
        """The plain dictionary."""
        return dict(self)


class InProcessService:
    """A service of the SDK's client; each of its calls goes through the gate."""

    def __init__(self, gate: Gate, provider: Provider, after_call: Callable[[], None]) -> None:
        self._gate = gate
        self._provider = provider
        self._after_call = after_call

    def _create(self, path: str, operation: Callable[[Call], Json], params: Json, options: Json, *ids: str) -> Object:
        """Under an idempotency key."""
        key, account = options["idempotency_key"], options.get("stripe_account", "")

        def run() -> Json:
            return self._provider.serve(operation, params, *ids, account=account)

        def failing(kind: str) -> Any:
            """The failure itself is what the key repeats from now on."""
            if kind == "provider_5xx_with_effect":
                self._provider.once(key, path, params, run, account)
            else:
                self._provider.once(key, path, params, dict, account)
            self._provider.world.idempotency.keep(account, key, Response(500, b"{}"))
            self._after_call()
            return broken()

        def perform() -> Object:
            answer = self._provider.once(key, path, params, run, account)
            return Object(answer.json()) if answer.status == 200 else _refused(answer)

        return self._call("create", perform, failing)

    def _read(self, operation: Callable[[Call], Json], params: Json, options: Json | None, *ids: str) -> Object:
        account = account_of(options)
        return self._call("read", lambda: Object(self._provider.serve(operation, params, *ids, account=account)))

    def _call(self, name: str, perform: Callable[[], Object], failing: Callable[[str], Any] | None = None) -> Object:
        task = self._gate.task
        if task is not None and self._gate.now() > task.patience_ends:
            raise _no_answer()

        def checked() -> Object:
            answer = _own_errors(perform)
            self._after_call()
            return answer

        answer: Object = self._gate.call(
            "stripe", name, checked, _too_many, _no_answer, failing or (lambda _: broken())
        )
        return answer


def account_of(options: Json | None) -> str:
    """The connected account that a call is about, as the simulator knows it: '' is the platform's."""
    return str((options or {}).get("stripe_account", ""))


class InProcessIntents(InProcessService):
    """Payment intents."""

    def retrieve(self, intent_id: str, _: None, options: Json | None) -> Object:
        """As it stands."""
        return self._read(payment_intents.retrieve, {}, options, intent_id)

    def capture(self, intent_id: str, params: Json, options: Json) -> Object:
        """Under an idempotency key."""
        return self._create(f"{_INTENTS}/{intent_id}/capture", payment_intents.capture, params, options, intent_id)

    def cancel(self, intent_id: str, _: None, options: Json) -> Object:
        """The same."""
        return self._create(f"{_INTENTS}/{intent_id}/cancel", payment_intents.cancel, {}, options, intent_id)


class InProcessRefunds(InProcessService):
    """Refunds."""

    def create(self, params: Json, options: Json) -> Object:
        """Under an idempotency key."""
        return self._create("/v1/refunds", refunds.create, params, options)

    def list(self, params: Json, options: Json | None) -> Object:
        """Those of one intent."""
        return self._read(refunds.list_refunds, params, options)


class InProcessDisputes(InProcessService):
    """Disputes."""

    def list(self, params: Json, options: Json | None) -> Object:
        """Those of one intent."""
        return self._read(disputes.list_disputes, params, options)


class InProcessEvents(InProcessService):
    """Events, for those that no delivery brought."""

    def list(self, params: Json, options: Json | None) -> Object:
        """A page."""
        return self._read(events.list_events, params, options)

    def retrieve(self, event_id: str, _: None, options: Json | None) -> Object:
        """One, as it would have been delivered."""
        return self._read(events.retrieve, {}, options, event_id)


class InProcessSessions(InProcessService):
    """Hosted checkouts: create, retrieve, expire and list."""

    def create(self, params: Json, options: Json) -> Object:
        """Under an idempotency key."""
        return self._create(_SESSIONS, checkout_sessions.create, params, options)

    def retrieve(self, session_id: str, _: Json, options: Json | None) -> Object:
        """With its intent."""
        account = account_of(options)
        return self._call("retrieve", lambda: self._expanded(checkout_sessions.retrieve, session_id, account))

    def expire(self, session_id: str, _: Json, options: Json | None) -> Object:
        """Or a 400 when it is no longer open."""
        account = account_of(options)

        def failing(kind: str) -> Any:
            if kind == "provider_5xx_with_effect":
                _own_errors(lambda: self._expanded(checkout_sessions.expire, session_id, account))
            return broken()

        return self._call("expire", lambda: self._expanded(checkout_sessions.expire, session_id, account), failing)

    def list(self, params: Json, options: Json | None) -> Object:
        """Those of one intent."""
        account = account_of(options)

        def perform() -> Object:
            listed = self._provider.world.account(account).sessions.values()
            found = [each for each in listed if each["payment_intent"] == params["payment_intent"]]
            return Object(data=[self._with_intent(each, account) for each in found])

        return self._call("list", perform)

    def _expanded(self, operation: Callable[..., Json], session_id: str, account: str) -> Object:
        return self._with_intent(self._provider.serve(operation, {}, session_id, account=account), account)

    def _with_intent(self, session: Json, account: str) -> Object:
        intent = self._provider.world.account(account).intents.get(session["payment_intent"] or "")
        return Object(session | {"payment_intent": Object(intent) if intent else None})


def _own_errors(perform: Callable[[], Object]) -> Object:
    """The simulator's refusal as the SDK's."""
    try:
        return perform()
    except StripeError as error:
        if error.kind == "idempotency_error":
            raise stripe.IdempotencyError(error.message, http_status=error.status) from error
        if error.status == 403:
            raise stripe.PermissionError(error.message, http_status=403, json_body=error.body()) from error
        raise _InvalidRequest(error.message, None, code=error.code, http_status=error.status) from error


def _refused(answer: Response) -> Any:
    if answer.status >= 500:
        return broken()
    told = answer.json()["error"]
    raise StripeError(answer.status, told["type"], told["message"], code=told.get("code"))


def broken() -> Any:
    """The provider answers 5xx."""
    raise stripe.APIError("it failed", http_status=500)


def _too_many() -> Exception:
    return stripe.RateLimitError("too many requests", http_status=429)


def _no_answer() -> Any:
    return _NoConnection("no answer")
