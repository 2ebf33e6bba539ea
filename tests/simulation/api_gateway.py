"""API Gateway: each request passes the real authorizer, whose word it remembers for a while."""

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from functions.authorize_request.handler import lambda_handler as authorize_request
from functions.manage_merchants.handler import lambda_handler as manage_merchants
from tests.support.simulation.clock import VirtualClock
from tests.support.simulation.install import OPERATOR_KEY

Json = dict[str, Any]
Handler = Callable[[Mapping[str, Any], Any], Any]
FORBIDDEN: Final[Json] = {"statusCode": 403, "headers": {}, "body": '{"message":"Forbidden"}'}
"""What the gateway itself says to a key that the authorizer does not know."""

_REMEMBERED_SECONDS: Final = 60.0


class ApiGateway:
    """Knows each merchant's standing key, and those that were revoked; ``problems`` are keys that open too much."""

    def __init__(self, clock: VirtualClock) -> None:
        self.problems: list[str] = []
        self.revoked: list[str] = []
        self._clock = clock
        self._standing: dict[str, str] = {}
        self._remembered: dict[str, tuple[float, Json]] = {}

    def key_of(self, merchant_id: str) -> str:
        """The merchant's key, minted at its first need."""
        if merchant_id not in self._standing:
            event = {
                "routeKey": "POST /v1/merchants/{merchant_id}/api-keys",
                "requestContext": {"requestId": "first-key", "authorizer": {"lambda": {"role": "operator"}}},
                "pathParameters": {"merchant_id": merchant_id},
            }
            self._standing[merchant_id] = json.loads(manage_merchants(event, None)["body"])["key"]
        return self._standing[merchant_id]

    def replace_key(self, merchant_id: str, key: str) -> None:
        """The merchant uses this one from now on."""
        self._standing[merchant_id] = key

    def answer(self, handler: Handler, event: Json) -> Json:
        """What the caller gets: public routes carry no key."""
        key = event["headers"].get("authorization")
        if key is None:
            return dict(handler(event, None))
        granted = self._granted(key)
        if not granted["isAuthorized"]:
            if key in self._standing.values() or key == OPERATOR_KEY:
                self.problems.append("keys: a standing key was refused")
            return FORBIDDEN
        context = {**event["requestContext"], "authorizer": {"lambda": granted["context"]}}
        return dict(handler({**event, "requestContext": context}, None))

    def _granted(self, key: str) -> Json:
        now = self._clock.seconds()
        until, granted = self._remembered.get(key, (0.0, {}))
        if until > now:
            return granted
        was_revoked = key in self.revoked
        granted = authorize_request({"identitySource": [f"Bearer {key}"]}, None)
        if was_revoked and granted["isAuthorized"]:
            self.problems.append("keys: a revoked key opens")
        context = granted.get("context", {})
        if context.get("role") == "merchant" and context["merchant_id"] not in self._standing:
            self.problems.append("keys: a key opens for somebody without one")
        self._remembered[key] = (now + _REMEMBERED_SECONDS, granted)
        return granted
