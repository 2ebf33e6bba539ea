"""One API call from request to answer: key, route, faults, idempotency, parameters, operation, rendering."""

import json
from dataclasses import dataclass, replace
from typing import Any

from local.stripe_simulator.errors import StripeError
from local.stripe_simulator.faults import CallFault
from local.stripe_simulator.protocol.authentication import acting_account, check_key, check_version
from local.stripe_simulator.protocol.forms import decode_form, decode_json
from local.stripe_simulator.protocol.rendering import render
from local.stripe_simulator.protocol.shapes import api_version, typed_parameters
from local.stripe_simulator.resources.connected_accounts import check_access
from local.stripe_simulator.routes import Route, route_for
from local.stripe_simulator.wire import Request, Response, json_response
from local.stripe_simulator.world import Call, Origin, World

Json = dict[str, Any]


@dataclass(frozen=True)
class ApiCall:
    """A call that passed key, route and idempotency, ready to run; `delay` seconds before it does."""

    request: Request
    request_id: str
    account: str
    route: Route
    ids: tuple[str, ...]
    form: Json
    key: str | None
    fault: CallFault | None

    @property
    def delay(self) -> float:
        """How long it waits before it runs."""
        return self.fault.seconds if self.fault and self.fault.kind == "delay" else 0.0


def open_call(world: World, request: Request) -> "ApiCall | Response":
    """A call ready to run, or its answer when it is refused, replayed, or lost before it took effect."""
    request_id = world.ids.draw("req")
    fault: CallFault | None = None
    try:
        check_key(request, world.settings)
        route, ids = route_for(request.method, request.path)
        fault = world.faults.for_call(request.method, request.path)
        if fault and fault.kind == "timeout" and not fault.effect:
            lost = json_response(504, injected(fault))
            return logged(world, request, request_id, replace(lost, lost=True, hold=fault.seconds))
        check_version(request)
        account = acting_account(request, world.settings)
        check_access(world, account)
        form = read_form(request)
        key = request.headers.get("idempotency-key") if request.method == "POST" else None
        if key is not None:
            params = json.dumps(form, sort_keys=True)
            known = world.idempotency.begin(account, key, request.path, params, world.precise_time())
            if known is not None:
                replayed = replace(known, headers={**known.headers, "Idempotent-Replayed": "true"})
                return logged(world, request, request_id, replayed)
    except StripeError as error:
        return logged(world, request, request_id, json_response(error.status, error.body()))
    return ApiCall(request, request_id, account, route, ids, form, key, fault)


def read_form(request: Request) -> Json:
    """Body and query as one nested form; the v2 API takes JSON (https://docs.stripe.com/api-v2-overview)."""
    form = decode_form(request.query) if request.query else {}
    if request.path.startswith("/v2/"):
        return {**form, **decode_json(request.text())} if request.body else form
    return {**form, **decode_form(request.text())} if request.body else form


def answer_call(world: World, call: ApiCall) -> Response:
    """Runs the operation and gives its answer, stored under the idempotency key where that is due."""
    fault = call.fault
    if fault and fault.kind == "fail" and not fault.effect:
        answer, keep = json_response(fault.status, injected(fault)), kept_status(fault.status)
    else:
        answer, keep = run(world, call)
        if fault and fault.kind == "fail":
            answer, keep = json_response(fault.status, injected(fault)), True
    answer = replace(answer, headers=answer_headers(call.request_id, call.request, call.key))
    if call.key is not None and keep:
        world.idempotency.keep(call.account, call.key, answer)
    elif call.key is not None:
        world.idempotency.release(call.account, call.key)
    if fault and fault.kind == "timeout":
        answer = replace(answer, lost=True, hold=fault.seconds)
    world.calls.add(call.request, answer)
    return answer


def kept_status(status: int) -> bool:
    """Whether an injected failure counts as the endpoint's own answer: server errors and refused payments do."""
    return status >= 500 or status == 402


def run(world: World, call: ApiCall) -> tuple[Response, bool]:
    """The operation's answer, and whether its execution had begun."""
    origin = Origin(call.request_id, call.key)
    try:
        params = typed_parameters(call.route.operation, call.form)
        bound = Call(world, world.account(call.account), params, call.ids, origin, call.request.path)
        return json_response(200, render(bound, call.route.serve(bound))), True
    except StripeError as error:
        return json_response(error.status, error.body()), error.executed


def injected(fault: CallFault) -> Json:
    """The body of an injected failure: the given error, or a plain one that fits the status."""
    kinds = {402: "card_error", 429: "invalid_request_error", 409: "idempotency_error"}
    kind = "api_error" if fault.status >= 500 else kinds.get(fault.status, "invalid_request_error")
    usual: Json = {"message": "An error injected by the simulator.", "type": kind}
    if fault.status == 402:
        usual.update(code="card_declined", decline_code="generic_decline", message="Your card was declined.")
    if fault.status == 429:
        usual["code"] = "rate_limit"
    return {"error": {**usual, **(fault.error or {})}}


def answer_headers(request_id: str, request: Request, key: str | None) -> dict[str, str]:
    """The headers that every API answer carries."""
    headers = {"Request-Id": request_id, "Stripe-Version": api_version()}
    if key is not None:
        headers["Idempotency-Key"] = key
        headers["Original-Request"] = request_id
    if "stripe-account" in request.headers:
        headers["Stripe-Account"] = request.headers["stripe-account"]
    return headers


def logged(world: World, request: Request, request_id: str, response: Response) -> Response:
    """An answer given before the call could run, with headers and recorded."""
    own = {"Request-Id": request_id, "Stripe-Version": api_version()}
    full = replace(response, headers={**response.headers, **own})
    world.calls.add(request, full)
    return full
