"""The OpenAPI 3.1 document: routes, handlers, operations and models put together."""

import importlib
from collections.abc import Iterator
from typing import Any, Final

from contracts.model_schemas import DIALECT
from contracts.openapi.callbacks import TOLD, webhooks
from contracts.openapi.errors import error_examples, error_response, errors_of, shared_responses, whole_response
from contracts.openapi.intro import INFO, TAGS
from contracts.openapi.operation import Body, Operation, Reply
from contracts.openapi.parameters import HEADERS, IDEMPOTENCY_KEY, parameters_of
from contracts.openapi.schemas import components, ref_to
from contracts.operations.table import OPERATIONS, findings
from infra_cdk.functions import ROUTES
from infra_cdk.spec import Audience, Route
from shared.runtime.http_routes import Endpoint

_SECURITY: Final[dict[Audience, list[dict[str, list[str]]]]] = {
    Audience.PUBLIC: [],
    Audience.MERCHANT: [{"merchantKey": []}],
    Audience.OPERATOR: [{"operatorKey": []}],
}


def document(*, closed: bool = False) -> dict[str, Any]:
    """The whole document. ``closed``: answers may hold nothing that is not described, for tests.

    Raises ``ValueError`` where routes and operations do not agree, and says what to add.
    """
    if found := findings([route.key for route, _ in ROUTES]):
        raise ValueError("\n" + "\n".join(found))
    paths: dict[str, Any] = {}
    endpoints = dict(_endpoints())
    for route, _ in sorted(ROUTES, key=lambda each: list(OPERATIONS).index(each[0].key)):
        operation = OPERATIONS[route.key]
        written = _operation(operation, endpoints[route.key], route)
        paths.setdefault(route.path, {})[route.method.lower()] = written
    errors = [
        row for route, _ in ROUTES for row in errors_of(OPERATIONS[route.key], endpoints[route.key], route.audience)
    ]
    requests = {each.body.model: each.changes for each in OPERATIONS.values() if each.body and each.body.model}
    replies = [reply.model for each in OPERATIONS.values() for reply in each.replies.values() if reply.model]
    return {
        "openapi": "3.1.1",
        "jsonSchemaDialect": DIALECT,
        "info": INFO,
        "servers": [{"url": ".", "description": "This deployment."}],
        "tags": TAGS,
        "paths": paths,
        "webhooks": webhooks(),
        "components": {
            "schemas": components(requests, replies, TOLD, closed=closed),
            "examples": error_examples((status, code) for status, codes in errors for code in codes),
            "responses": shared_responses(errors),
            "parameters": {"IdempotencyKey": IDEMPOTENCY_KEY},
            "headers": HEADERS,
            "securitySchemes": {
                "merchantKey": {"type": "http", "scheme": "bearer", "description": "A merchant's API key."},
                "operatorKey": {"type": "http", "scheme": "bearer", "description": "The operator's key."},
            },
        },
    }


def _endpoints() -> Iterator[tuple[str, Endpoint]]:
    """By route, as the handlers declare them."""
    for name in sorted({spec.name for _, spec in ROUTES}):
        yield from importlib.import_module(f"functions.{name}.handler").lambda_handler.endpoints.items()


def _operation(operation: Operation, endpoint: Endpoint, route: Route) -> dict[str, Any]:
    made: dict[str, Any] = {
        "operationId": operation.name,
        "tags": [operation.tag],
        "summary": operation.summary,
        "description": operation.text,
        "security": _SECURITY[route.audience],
        "parameters": parameters_of(operation, endpoint),
    }
    if operation.body is not None:
        made["requestBody"] = _body(operation.body)
    responses = {status: _reply(reply) for status, reply in operation.replies.items()}
    for status, codes in errors_of(operation, endpoint, route.audience):
        # A page that is an error stands beside what API Gateway answers with the same status.
        page = responses.get(status)
        beside = page["content"] | whole_response(status, codes)["content"] if page else {}
        responses[status] = page | {"content": beside} if page else error_response(status, codes)
    made["responses"] = {str(status): responses[status] for status in sorted(responses)}
    return {name: value for name, value in made.items() if value or name == "security"}


def _body(body: Body) -> dict[str, Any]:
    examples = {name: {"value": value} for name, value in body.examples.items()}
    if body.model is None:
        content: dict[str, Any] = {
            each: _raw(each) | ({"examples": examples} if examples else {}) for each in body.media_types
        }
    else:
        content = {each: {"schema": ref_to(body.model), "examples": examples} for each in body.media_types}
    return {"required": not body.optional, "content": content}


def _raw(media_type: str) -> dict[str, Any]:
    return {"schema": {"type": "object"}} if media_type.endswith("json") else {}


def _reply(reply: Reply) -> dict[str, Any]:
    headers: dict[str, Any] = {
        name: {"description": words, "required": True, "schema": {"type": "string"}}
        for name, words in reply.headers.items()
    }
    made: dict[str, Any] = {
        "description": reply.text,
        "headers": {"request-id": {"$ref": "#/components/headers/RequestId"}} | headers,
    }
    if reply.model is not None:
        examples = reply.examples or {"example": getattr(reply.model, "example")}  # noqa: B009 - not of every model
        shown = {name: {"value": value} for name, value in examples.items()}
        made["content"] = {reply.media_type: {"schema": ref_to(reply.model), "examples": shown}}
    elif reply.examples:
        shown = {name: {"value": value} for name, value in reply.examples.items()}
        made["content"] = {reply.media_type: {"schema": {"type": "string"}, "examples": shown}}
    elif reply.raw or reply.media_type != "application/json":
        made["content"] = {each: {} for each in reply.media_type.split(", ")}
    return made
