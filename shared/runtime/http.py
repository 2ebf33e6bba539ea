"""The HTTP edge: route, call, answer; expected errors become problem documents (RFC 9457)."""

import base64
import binascii
from collections.abc import Callable, Mapping
from typing import Any

from shared.errors import AppError, MalformedRequest, NotFound
from shared.runtime.http_types import Principal, Request, Response
from shared.runtime.logging import logger

Route = Callable[[Request], Response]
ErrorPage = Callable[[AppError, Mapping[str, str]], Response]
"""Makes the answer to an expected error, for who sent these headers."""

LambdaHandler = Callable[[Mapping[str, Any], Any], dict[str, Any]]


def problem(error: AppError, _: Mapping[str, str]) -> Response:
    """A problem document: ``type``, ``title``, ``status``, ``detail``, ``code``, ``errors``, and its facts."""
    document: dict[str, Any] = {
        **error.facts,
        "type": "about:blank",
        "title": type(error).__name__,
        "status": error.http_status,
        "detail": error.message,
        "code": error.code,
    }
    if error.errors:
        document["errors"] = [{"field": e.field, "code": e.code, "message": e.message} for e in error.errors]
    return Response(error.http_status, document, {"content-type": "application/problem+json"})


def http_handler(routes: Mapping[str, Route], error_page: ErrorPage = problem) -> LambdaHandler:
    """A Lambda entry for these routes (``"POST /v1/orders"``), as API Gateway names them in ``routeKey``."""

    def handle(event: Mapping[str, Any], _: Any) -> dict[str, Any]:
        route_key = event["routeKey"]
        fields: dict[str, Any] = {"route": route_key, "request_id": event["requestContext"]["requestId"]}
        try:
            request = read_request(event)
            fields["merchant_id"] = request.principal.merchant_id
            response = _route(routes, route_key)(request)
        except AppError as error:
            fields["code"] = error.code
            response = error_page(error, _headers(event))
        logger().info("request", extra=fields | {"status": response.status})
        return response.to_gateway()

    return handle


def _route(routes: Mapping[str, Route], route_key: str) -> Route:
    route = routes.get(route_key)
    if route is None:
        raise NotFound("no such route")
    return route


def read_request(event: Mapping[str, Any]) -> Request:
    """API Gateway's event as a request. Raises :class:`MalformedRequest` for a body that cannot be decoded."""
    context = event["requestContext"]
    granted = context.get("authorizer", {}).get("lambda") or {}
    return Request(
        route=event["routeKey"],
        path=event.get("pathParameters") or {},
        query=event.get("queryStringParameters") or {},
        headers=_headers(event),
        body=_body(event),
        principal=Principal(granted.get("role"), granted.get("merchant_id"), granted.get("key_id")),
        request_id=context["requestId"],
    )


def _headers(event: Mapping[str, Any]) -> dict[str, str]:
    return {name.lower(): value for name, value in (event.get("headers") or {}).items()}


def _body(event: Mapping[str, Any]) -> bytes:
    text = event.get("body") or ""
    if not event.get("isBase64Encoded"):
        return text.encode("utf-8", "surrogatepass")
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise MalformedRequest("the body cannot be decoded") from error
