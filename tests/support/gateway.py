"""API Gateway in front of real handlers, as a WSGI application: for tools that want something to send requests to."""

import base64
import importlib
import json
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any
from urllib.parse import parse_qsl

from infra_cdk.functions import ROUTES
from infra_cdk.spec import Audience, Route

Environ = Mapping[str, Any]
StartResponse = Callable[[str, list[tuple[str, str]]], Any]
Json = dict[str, Any]


class Gateway:
    """Routes, keys and events; ``keys`` are the authorizer's words by key. Counts its requests."""

    def __init__(self, keys: Mapping[str, Json]) -> None:
        self._keys = keys
        self._count = 0

    def __call__(self, environ: Environ, start: StartResponse) -> Iterable[bytes]:
        """One request (PEP 3333)."""
        self._count += 1
        status, headers, body = self._answer(environ)
        start(f"{status} .", [(name, value) for name, value in headers.items()])
        return [body]

    def _answer(self, environ: Environ) -> tuple[int, dict[str, str], bytes]:
        parts = environ["PATH_INFO"].encode("latin-1").decode(errors="replace").split("/")
        found = _route(environ["REQUEST_METHOD"], parts)
        if found is None:
            return _plain(404, "Not Found")
        route, name, path = found
        granted: Json | None = None
        if route.audience is not Audience.PUBLIC:
            scheme, _, key = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
            if not key:
                return _plain(401, "Unauthorized")
            granted = self._keys.get(key) if scheme.lower() == "bearer" else None
            if granted is None:
                return _plain(403, "Forbidden")
        answer = _handler(name)(self._event(environ, route, path, granted), None)
        body: str = answer["body"]
        content = base64.b64decode(body) if answer.get("isBase64Encoded") else body.encode()
        return answer["statusCode"], dict(answer["headers"]), content

    def _event(self, environ: Environ, route: Route, path: Json, granted: Json | None) -> Json:
        length = int(environ.get("CONTENT_LENGTH") or 0)
        raw = environ["wsgi.input"].read(length) if length else b""
        query: dict[str, list[str]] = {}
        for name, value in parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True):
            query.setdefault(name, []).append(value)
        headers = {
            name.removeprefix("HTTP_").replace("_", "-").lower(): str(value)
            for name, value in environ.items()
            if (name.startswith("HTTP_") or name == "CONTENT_TYPE")
            and name != "HTTP_ACCEPT_ENCODING"  # Nobody unpacks.
        }
        return {
            "version": "2.0",
            "routeKey": route.key,
            "rawQueryString": environ.get("QUERY_STRING", ""),
            "headers": headers,
            "requestContext": {
                "requestId": f"request-{self._count}",
                "routeKey": route.key,
                **({"authorizer": {"lambda": granted}} if granted else {}),
            },
            "pathParameters": path,
            "queryStringParameters": {name: ",".join(values) for name, values in query.items()} or None,
            "body": base64.b64encode(raw).decode() if raw else None,
            "isBase64Encoded": bool(raw),
        }


def _route(method: str, parts: list[str]) -> tuple[Route, str, dict[str, str]] | None:
    """The route with the fewest parameters that fits, its function, and its parameters."""
    fitting = []
    for route, spec in ROUTES:
        template = route.path.split("/")
        if route.method == method and len(template) == len(parts):
            pairs = list(zip(template, parts, strict=True))
            if all(bool(given) if wanted.startswith("{") else wanted == given for wanted, given in pairs):
                path = {wanted[1:-1]: given for wanted, given in pairs if wanted.startswith("{")}
                fitting.append((len(path), route, spec.name, path))
    if not fitting:
        return None
    _, route, name, path = min(fitting, key=lambda each: each[0])
    return route, name, path


@cache
def _handler(name: str) -> Callable[[Json, Any], Json]:
    handler: Callable[[Json, Any], Json] = importlib.import_module(f"functions.{name}.handler").lambda_handler
    return handler


def _plain(status: int, message: str) -> tuple[int, dict[str, str], bytes]:
    """What API Gateway itself says."""
    return status, {"content-type": "application/json"}, json.dumps({"message": message}).encode()
