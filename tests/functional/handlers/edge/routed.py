"""Any route of the table, called by its key as API Gateway would call it."""

import base64
import importlib
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from infra_cdk.functions import ROUTES
from infra_cdk.spec import Audience
from shared.runtime.http import HttpHandler
from shared.runtime.http_routes import Endpoint
from tests.support.world import AS_OPERATOR, Answer, Json

OWNERS = {route.key: spec.name for route, spec in ROUTES}
AUDIENCES = {route.key: route.audience for route, _ in ROUTES}
KEYS = sorted(OWNERS)


def handler_of(key: str) -> HttpHandler:
    """What is deployed behind a route."""
    handler = importlib.import_module(f"functions.{OWNERS[key]}.handler").lambda_handler
    assert isinstance(handler, HttpHandler)
    return handler


def endpoint_of(key: str) -> Endpoint:
    """What the route takes."""
    return handler_of(key).endpoints[key]


def call(
    key: str,
    *,
    me: Json,
    path: Mapping[str, str] | None = None,
    query: Mapping[str, str | list[str]] | None = None,
    body: Any = None,
    raw: bytes | None = None,
    idempotency_key: str | None = None,
    strange: bool = False,
    context: Json | None = None,
) -> Answer:
    """The answer to one request; ``me`` is the authorizer's word, unless only the operator may ask.

    ``raw`` is a body as it stands. ``strange``: the key is of the other kind. ``context`` is the authorizer's word,
    whatever the route.
    """
    usual = AS_OPERATOR if (AUDIENCES[key] is Audience.OPERATOR) is not strange else me
    caller = usual if context is None else context
    sent = raw if body is None else json.dumps(body).encode()
    joined = {name: value if isinstance(value, str) else ",".join(value) for name, value in (query or {}).items()}
    event = {
        "version": "2.0",
        "routeKey": key,
        "rawQueryString": urlencode(query or {}, doseq=True),
        "headers": {"idempotency-key": idempotency_key} if idempotency_key is not None else {},
        "requestContext": {"requestId": f"r-{key}", "routeKey": key, "authorizer": {"lambda": caller}},
        "pathParameters": dict(path or {}),
        "queryStringParameters": joined or None,
        "body": None if sent is None else base64.b64encode(sent).decode(),
        "isBase64Encoded": sent is not None,
    }
    answer = handler_of(key)(event, None)
    return Answer(answer["statusCode"], answer["body"], answer["headers"])
