"""HTTP calls of real handlers, as API Gateway hands them on."""

import json
from collections.abc import Callable, Mapping
from typing import Any

Json = dict[str, Any]
Handler = Callable[[Mapping[str, Any], Any], dict[str, Any]]


def event(route: str, body: Json | None = None, path: Json | None = None, merchant_id: str | None = None) -> Json:
    """A merchant's call, or the operator's."""
    role = {"role": "merchant", "merchant_id": merchant_id} if merchant_id else {"role": "operator"}
    return {
        "routeKey": route,
        "headers": {},
        "requestContext": {"requestId": "request", "authorizer": {"lambda": role}},
        "pathParameters": path,
        "body": json.dumps(body or {}),
    }


def call(
    handler: Handler, route: str, body: Json | None = None, path: Json | None = None, merchant_id: str | None = None
) -> Json:
    """The body of the answer. Raises ``ValueError`` for anything but success."""
    answer = handler(event(route, body, path, merchant_id), None)
    if answer["statusCode"] not in (200, 201):
        raise ValueError(f"{route}: {answer}")
    return dict(json.loads(answer["body"]))
