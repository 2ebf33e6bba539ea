"""The HTTP edge: route, call, answer; expected errors become problem documents (RFC 9457)."""

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from shared.errors import AppError, MalformedRequest, NotFound
from shared.runtime.http_routes import Endpoint
from shared.runtime.http_types import Principal, Request, Response
from shared.runtime.logging import logger
from shared.runtime.queries import check_query

_PLAIN_NAME: Final = re.compile(r"[A-Za-z0-9._:+/=-]{1,128}")
"""What a caller may name its request: an id and nothing that could pass for another line of a log."""

_OURS: Final = 500
"""Statuses from here on say that the failure is ours."""

_LATER: Final = {"retry-after": "2"}

Route = Callable[[Request], Response] | Endpoint
"""A function alone takes no query parameter and creates nothing."""

ErrorPage = Callable[[AppError, Mapping[str, str]], Response]
"""Makes the answer to an expected error, for who sent these headers."""


def problem(error: AppError, _: Mapping[str, str]) -> Response:
    """A problem document: ``type``, ``title``, ``status``, ``detail``, ``code``, ``errors``, and its facts.

    What helps to be sent again says after how many seconds.
    """
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
    headers = {"content-type": "application/problem+json"} | (_LATER if error.retryable else {})
    return Response(error.http_status, document, headers)


class HttpHandler:
    """A Lambda entry for some routes (``"POST /v1/orders"``), as API Gateway names them in ``routeKey``."""

    def __init__(self, routes: Mapping[str, Route], error_page: ErrorPage) -> None:
        self.endpoints = {key: each if isinstance(each, Endpoint) else Endpoint(each) for key, each in routes.items()}
        self._error_page = error_page

    def __call__(self, event: Mapping[str, Any], _: Any) -> dict[str, Any]:
        """One request. What it is answered carries the id under which the log and API Gateway's know of it."""
        route_key, request_id = event["routeKey"], event["requestContext"]["requestId"]
        fields: dict[str, Any] = {"route": route_key, "request_id": request_id}
        try:
            request = read_request(event)
            fields["merchant_id"] = request.principal.merchant_id
            named = request.headers.get("request-id")
            if named is not None and _PLAIN_NAME.fullmatch(named) is not None:
                fields["caller_request_id"] = named
            response = self._answer(event, request)
        except AppError as error:
            fields["code"] = error.code
            response = self._error_page(error, _headers(event))
        logger().info("request", extra=fields | _told(response))
        return response.to_gateway(request_id)

    def _answer(self, event: Mapping[str, Any], request: Request) -> Response:
        endpoint = self.endpoints.get(request.route)
        if endpoint is None:
            raise NotFound("no such route")
        check_query(event, endpoint.parameters)
        return endpoint.answer(request)


def _told(response: Response) -> dict[str, Any]:
    """Its status and the id of what it shows, by which later hops know it; a failure of ours is counted as one."""
    told: dict[str, Any] = {"status": response.status}
    if response.status < 300 and isinstance(response.body, Mapping) and "id" in response.body:
        told["id"] = response.body["id"]
    if response.status >= _OURS:
        # Rare: only then is it loaded.
        from shared.runtime.metrics import SERVER_ERRORS, counted
        from shared.runtime.wiring import clock

        told |= counted(SERVER_ERRORS, 1, clock().now())
    return told


def http_handler(routes: Mapping[str, Route], error_page: ErrorPage = problem) -> HttpHandler:
    """The Lambda entry for these routes."""
    return HttpHandler(routes, error_page)


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
