"""The operations that the simulator serves."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from local.stripe_simulator.errors import StripeError
from local.stripe_simulator.resources import (
    balance_transactions,
    charges,
    checkout_sessions,
    connected_accounts,
    customers,
    disputes,
    events,
    mandates,
    method_configurations,
    payment_intents,
    payment_methods,
    payouts,
    portal_sessions,
    refunds,
    setup_intents,
    webhook_endpoints,
)
from local.stripe_simulator.world import Call

Json = dict[str, Any]
Operation = Callable[[Call], Json]


@dataclass(frozen=True)
class Route:
    """One operation: method, path template as in Stripe's description, and what serves it."""

    method: str
    template: str
    serve: Operation

    @property
    def operation(self) -> str:
        """Its name among the shapes: `POST /v1/refunds`."""
        return f"{self.method} {self.template}"

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Matches a path and gives its ids."""
        return re.compile(re.sub(r"\{[^}]*\}", "([^/]+)", self.template) + "$")


def listed(path: str, noun: str, serve_list: Operation, serve_one: Operation) -> tuple[Route, Route]:
    """The two reading routes of a resource."""
    return Route("GET", path, serve_list), Route("GET", f"{path}/{{{noun}}}", serve_one)


def list_transactions(call: Call) -> Json:
    """GET /v1/balance_transactions: all, or those of a `payout`."""
    if "payout" in call.params:
        return payouts.list_of_payout(call, call.params["payout"])
    return balance_transactions.list_transactions(call)


SESSIONS = "/v1/checkout/sessions"
INTENTS = "/v1/payment_intents"
METHODS = "/v1/payment_methods"
ENDPOINTS = "/v1/webhook_endpoints"
ROUTES = (
    *listed("/v1/customers", "customer", customers.list_customers, customers.retrieve),
    Route("POST", "/v1/customers", customers.create),
    Route("POST", "/v1/customers/{customer}", customers.update),
    Route("DELETE", "/v1/customers/{customer}", customers.delete),
    Route("GET", "/v1/customers/{customer}/payment_methods", payment_methods.list_of_customer),
    *listed(SESSIONS, "session", checkout_sessions.list_sessions, checkout_sessions.retrieve),
    Route("POST", SESSIONS, checkout_sessions.create),
    Route("POST", SESSIONS + "/{session}", checkout_sessions.update),
    Route("POST", SESSIONS + "/{session}/expire", checkout_sessions.expire),
    Route("GET", SESSIONS + "/{session}/line_items", checkout_sessions.list_line_items),
    *listed(INTENTS, "intent", payment_intents.list_intents, payment_intents.retrieve),
    Route("POST", INTENTS, payment_intents.create),
    Route("POST", INTENTS + "/{intent}", payment_intents.update),
    Route("POST", INTENTS + "/{intent}/confirm", payment_intents.confirm),
    Route("POST", INTENTS + "/{intent}/cancel", payment_intents.cancel),
    Route("POST", INTENTS + "/{intent}/capture", payment_intents.capture),
    *listed("/v1/setup_intents", "intent", setup_intents.list_intents, setup_intents.retrieve),
    *listed(METHODS, "payment_method", payment_methods.list_methods, payment_methods.retrieve),
    Route("POST", METHODS, payment_methods.create),
    Route("POST", METHODS + "/{payment_method}", payment_methods.update),
    Route("POST", METHODS + "/{payment_method}/attach", payment_methods.attach),
    Route("POST", METHODS + "/{payment_method}/detach", payment_methods.detach),
    Route("GET", "/v1/mandates/{mandate}", mandates.retrieve),
    Route("GET", "/v1/payment_method_configurations", method_configurations.list_configurations),
    Route("POST", "/v1/billing_portal/sessions", portal_sessions.create),
    *listed("/v1/charges", "charge", charges.list_charges, charges.retrieve),
    *listed("/v1/refunds", "refund", refunds.list_refunds, refunds.find),
    Route("POST", "/v1/refunds", refunds.create),
    Route("POST", "/v1/refunds/{refund}", refunds.update),
    *listed("/v1/disputes", "dispute", disputes.list_disputes, disputes.retrieve),
    Route("POST", "/v1/disputes/{dispute}", disputes.update),
    Route("POST", "/v1/disputes/{dispute}/close", disputes.close),
    *listed("/v1/events", "id", events.list_events, events.retrieve),
    *listed("/v1/balance_transactions", "id", list_transactions, balance_transactions.retrieve),
    *listed("/v1/payouts", "payout", payouts.list_payouts, payouts.retrieve),
    *listed(ENDPOINTS, "webhook_endpoint", webhook_endpoints.list_endpoints, webhook_endpoints.find),
    Route("POST", ENDPOINTS, webhook_endpoints.create),
    Route("POST", ENDPOINTS + "/{webhook_endpoint}", webhook_endpoints.update),
    Route("DELETE", ENDPOINTS + "/{webhook_endpoint}", webhook_endpoints.delete),
    Route("GET", "/v1/account", connected_accounts.retrieve_own),
    Route("GET", "/v1/accounts/{account}", connected_accounts.retrieve_older),
    Route("POST", "/v2/core/accounts", connected_accounts.create),
    Route("GET", "/v2/core/accounts/{id}", connected_accounts.retrieve),
    Route("POST", "/v2/core/account_links", connected_accounts.create_link),
)
LITERAL = {(route.method, route.template): route for route in ROUTES if "{" not in route.template}
TEMPLATED = tuple(route for route in ROUTES if "{" in route.template)


def route_for(method: str, path: str) -> tuple[Route, tuple[str, ...]]:
    """The route of a request and the ids in its path. Raises StripeError (404) for an unknown URL."""
    literal = LITERAL.get((method, path))
    if literal is not None:
        return literal, ()
    for route in TEMPLATED:
        found = route.pattern.match(path) if route.method == method else None
        if found:
            return route, found.groups()
    message = (
        f"Unrecognized request URL ({method}: {path}). If you are trying to list objects, remove the trailing "
        "slash. If you are trying to retrieve an object, make sure you passed a valid (non-empty) identifier in "
        "your code. Please see https://stripe.com/docs or we can help at https://support.stripe.com/."
    )
    raise StripeError(404, "invalid_request_error", message)
