"""The simulator's own switches under `/_sim` (JSON; described in README.md). They need no key."""

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from local.stripe_simulator.errors import ControlError, StripeError
from local.stripe_simulator.faults import FaultError
from local.stripe_simulator.passing_time import run_due
from local.stripe_simulator.payout_switches import move_payout, pay_out
from local.stripe_simulator.protocol.shapes import api_version
from local.stripe_simulator.resources import (
    connected_accounts,
    disputes,
    method_configurations,
    payment_attempts,
    payment_intents,
    refunds,
)
from local.stripe_simulator.resources.webhook_endpoints import new_endpoint
from local.stripe_simulator.saved_method_switches import (
    cancel_agreement,
    change_card,
    detach_method,
    plan_outcome,
)
from local.stripe_simulator.wire import Request, Response, json_response
from local.stripe_simulator.world import Call, World

Json = dict[str, Any]


def serve_control(world: World, request: Request) -> Response:
    """Answers one `/_sim` request: 200, 400 for a bad body, 404 for no such switch or object."""
    action = request.path.removeprefix("/_sim/").split("/")[0]
    serve = SWITCHES.get((request.method, action))
    if serve is None:
        return json_response(404, {"error": f"no switch {request.method} {request.path}"})
    try:
        return json_response(200, serve(world, request, read_body(request)))
    except (ControlError, FaultError) as error:
        return json_response(400, {"error": str(error)})
    except StripeError as error:
        return json_response(error.status, {"error": error.message})


def read_body(request: Request) -> Json:
    """The JSON body; {} without one. Raises ControlError if it is not an object."""
    try:
        body = json.loads(request.body or b"{}")
    except ValueError as error:
        raise ControlError(f"the body is not JSON: {error}") from error
    if not isinstance(body, dict):
        raise ControlError("the body must be a JSON object")
    return body


def health(world: World, request: Request, body: Json) -> Json:
    """Alive, with the time and counts."""
    return {
        "status": "ok",
        "api_version": api_version(),
        "now": world.time(),
        "sessions": sum(len(account.sessions) for account in world.accounts.values()),
        "events": sum(len(account.events) for account in world.accounts.values()),
        "deliveries": delivery_counts(world),
    }


def delivery_counts(world: World) -> dict[str, int]:
    """How many deliveries are in each state."""
    counts: dict[str, int] = {}
    for delivery in world.deliveries:
        counts[delivery.state] = counts.get(delivery.state, 0) + 1
    return counts


def set_faults(world: World, request: Request, body: Json) -> Json:
    """Adds faults; all in force."""
    return world.faults.set(body)


def get_faults(world: World, request: Request, body: Json) -> Json:
    """All faults in force."""
    return world.faults.describe()


def clear_faults(world: World, request: Request, body: Json) -> Json:
    """Takes back one fault (`/_sim/faults/flt_1`) or all."""
    parts = request.path.split("/")
    world.faults.clear(parts[3] if len(parts) > 3 and parts[3] else None)
    return world.faults.describe()


def deliver(world: World, request: Request, body: Json) -> Json:
    """Makes deliveries due now: all that have not arrived, or all of one `event`, or of a `type`."""
    queue = world.deliveries
    chosen = queue.of_event(body["event"]) if "event" in body else queue.undelivered()
    if "type" in body:
        chosen = [delivery for delivery in chosen if delivery.kind == body["type"]]
    queue.make_due(chosen, world.precise_time())
    return {"due": len(chosen)}


def list_deliveries(world: World, request: Request, body: Json) -> Json:
    """Every delivery with its state and attempts."""
    return {"data": [asdict(delivery) for delivery in world.deliveries]}


def advance(world: World, request: Request, body: Json) -> Json:
    """Makes what is awaited come `seconds` sooner and does all that became due."""
    seconds = body.get("seconds")
    if not isinstance(seconds, int | float) or isinstance(seconds, bool) or seconds < 0:
        raise ControlError("seconds must be a number that is not negative")
    world.advance(float(seconds))
    run_due(world)
    return {"now": world.time(), "advanced": seconds}


def calls(world: World, request: Request, body: Json) -> Json:
    """The recorded API traffic."""
    return {"data": world.calls.records()}


def forget_calls(world: World, request: Request, body: Json) -> Json:
    """Empties the record."""
    world.calls.clear()
    return {"data": []}


def add_endpoint(world: World, request: Request, body: Json) -> Json:
    """Adds a webhook endpoint with a secret of one's own: `url`, `secret`, `enabled_events`, `connect`.

    One with the same url and kind is replaced.
    """
    if not isinstance(body.get("url"), str):
        raise ControlError("url is missing")
    connect = bool(body.get("connect", False))
    for known in world.platform.webhook_endpoints.values():
        if known["url"] == body["url"] and (known["id"] in world.connect_endpoints) == connect:
            world.platform.webhook_endpoints.remove(known["id"])
    endpoint = new_endpoint(
        world, body["url"], secret=body.get("secret"), events=body.get("enabled_events"), connect=connect
    )
    return {**endpoint, "secret": world.secrets[endpoint["id"]]}


def call_for(world: World, body: Json, key: str) -> Call:
    """A call on the object with id `key` in the account that `body` names."""
    return Call(world, world.account(str(body.get("account", ""))), ids=(key,))


def fail_refund(world: World, request: Request, body: Json) -> Json:
    """Makes the refund `refund` fail now, for `reason`."""
    call = call_for(world, body, str(body.get("refund", "")))
    refunds.find(call)
    failed = refunds.resolve(call, "failed", str(body.get("reason", "lost_or_stolen_card")))
    if failed is None:
        raise ControlError("this refund has failed already")
    return failed


def lapse(world: World, request: Request, body: Json) -> Json:
    """Ends what `payment_intent` has reserved, as its bank does in the end."""
    call = call_for(world, body, str(body.get("payment_intent", "")))
    intent = payment_intents.find(call, call.ids[0])
    if intent["status"] != "requires_capture":
        raise ControlError("nothing is reserved there")
    payment_attempts.authorization_expires(call)
    return intent


def open_dispute(world: World, request: Request, body: Json) -> Json:
    """Disputes the charge `charge`, or the one of `payment_intent`: `reason`, `inquiry`."""
    account = world.account(str(body.get("account", "")))
    intent = account.intents.get(str(body.get("payment_intent", "")))
    charge = account.charges.get(str(body.get("charge") or (intent or {}).get("latest_charge")))
    if charge is None or charge["status"] != "succeeded":
        raise ControlError("no succeeded charge of that id")
    if charge["disputed"]:
        raise ControlError("this charge is disputed already")
    call = Call(world, account)
    return disputes.open_dispute(
        call, charge, str(body.get("reason", "fraudulent")), inquiry=bool(body.get("inquiry", False))
    )


def close_dispute(world: World, request: Request, body: Json) -> Json:
    """Ends the dispute `dispute` with `outcome` won, lost or warning_closed."""
    if body.get("outcome") not in ("won", "lost", "warning_closed"):
        raise ControlError("outcome must be won, lost or warning_closed")
    call = call_for(world, body, str(body.get("dispute", "")))
    return disputes.close_dispute(call, disputes.find(call), body["outcome"])


def change_account(world: World, request: Request, body: Json) -> Json:
    """Makes the connected account `account` what the body says: `card`, `missing`, `country`, `version`, `revoked`."""
    key = str(body.pop("account", ""))
    unknown = set(body) - {"card", "missing", "country", "version", "revoked"}
    if not key.startswith("acct_") or unknown:
        raise ControlError(f"an account, and of it only what can change: {sorted(unknown)}")
    return connected_accounts.change(world, key, **body)


def switch_offers(world: World, request: Request, body: Json) -> Json:
    """Makes ways to pay (`card`, `paypal`) `on`, `off` or `unavailable` on `account`."""
    return method_configurations.switch(world, str(body.pop("account", "")), body)


SWITCHES: dict[tuple[str, str], Callable[[World, Request, Json], Json]] = {
    ("GET", "health"): health,
    ("POST", "faults"): set_faults,
    ("GET", "faults"): get_faults,
    ("DELETE", "faults"): clear_faults,
    ("POST", "deliver"): deliver,
    ("GET", "deliveries"): list_deliveries,
    ("POST", "advance"): advance,
    ("GET", "calls"): calls,
    ("DELETE", "calls"): forget_calls,
    ("POST", "webhook_endpoints"): add_endpoint,
    ("POST", "fail_refund"): fail_refund,
    ("POST", "lapse"): lapse,
    ("POST", "offers"): switch_offers,
    ("POST", "open_dispute"): open_dispute,
    ("POST", "close_dispute"): close_dispute,
    ("POST", "accounts"): change_account,
    ("POST", "outcomes"): plan_outcome,
    ("POST", "payouts"): pay_out,
    ("POST", "move_payout"): move_payout,
    ("POST", "change_card"): change_card,
    ("POST", "detach_method"): detach_method,
    ("POST", "cancel_agreement"): cancel_agreement,
}
