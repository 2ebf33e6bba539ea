"""Every answer that a test gets is held against the OpenAPI document: what it does not tell of is a failure."""

import base64
import gzip
import json
from collections.abc import Mapping
from functools import cache
from typing import Any

import jsonschema_rs
import pytest

from contracts.openapi.document import document
from shared.runtime.http import HttpHandler

Json = dict[str, Any]


class UndescribedAnswer(AssertionError):
    """What was answered is not what the document says."""


@cache
def described() -> Json:
    """The document, its answers closed: they may hold nothing that is not described."""
    return document(closed=True)


def operation_of(key: str) -> Json:
    """The operation of a route (``GET /v1/orders``). Raises :class:`UndescribedAnswer`."""
    method, path = key.split(" ", 1)
    found: Json | None = described()["paths"].get(path, {}).get(method.lower())
    if found is None:
        raise UndescribedAnswer(f"{key} is not in the OpenAPI document: describe it under contracts/operations")
    return found


def route_of(method: str, path: str) -> str | None:
    """The route that API Gateway takes for this path: the one with the fewest parameters; ``None`` for none."""
    parts = path.split("?", 1)[0].split("/")
    fitting = [
        (template.count("{"), template)
        for template, operations in described()["paths"].items()
        if method.lower() in operations and _fits(template.split("/"), parts)
    ]
    return f"{method.upper()} {min(fitting)[1]}" if fitting else None


def _fits(template: list[str], parts: list[str]) -> bool:
    if len(template) != len(parts):
        return False
    pairs = zip(template, parts, strict=True)
    return all(bool(given) if wanted.startswith("{") else wanted == given for wanted, given in pairs)


def check_answer(key: str, status: int, headers: Mapping[str, str], body: str | bytes) -> None:
    """One answer of a route: status, headers, media type, body. Raises :class:`UndescribedAnswer`.

    ``headers`` have lower-case names; a binary body is taken as it is.
    """
    told = f"{key} answered {status}"
    listed = operation_of(key)["responses"].get(str(status))
    if listed is None:
        raise UndescribedAnswer(f"{told}, which is not listed; {_shortened(body)}")
    response = _resolved(listed)
    wanted = {name for name, header in response.get("headers", {}).items() if _resolved(header).get("required")}
    missing = sorted(name for name in wanted if name.lower() not in headers)
    if missing:
        raise UndescribedAnswer(f"{told} without the headers {missing}")
    content: Json = response.get("content", {})
    if not content:
        if body:
            raise UndescribedAnswer(f"{told} with a body, and none is described: {_shortened(body)}")
        return
    media_type = headers.get("content-type", "").split(";")[0].strip()
    if media_type not in content:
        raise UndescribedAnswer(f"{told} as {media_type!r}, described is {sorted(content)}: {_shortened(body)}")
    if media_type.endswith("json"):
        _check_body(told, key, status, media_type, body)


def watch_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on every HTTP-facing handler's answer is looked at, whoever calls it."""
    answered = HttpHandler.__call__

    def call(handler: HttpHandler, event: Mapping[str, Any], context: Any) -> Json:
        answer = answered(handler, event, context)
        if event["routeKey"] in handler.endpoints:  # API Gateway sends no other.
            check_answer(event["routeKey"], answer["statusCode"], answer["headers"], body_of(answer))
        return answer

    monkeypatch.setattr(HttpHandler, "__call__", call)


def body_of(answer: Json) -> str | bytes:
    """What arrives of an answer in API Gateway's form, unpacked."""
    if not answer.get("isBase64Encoded"):
        return str(answer["body"])
    content = base64.b64decode(answer["body"])
    return gzip.decompress(content) if answer["headers"].get("content-encoding") == "gzip" else content


def _check_body(told: str, key: str, status: int, media_type: str, body: str | bytes) -> None:
    errors = [
        f"{'/'.join(map(str, error.instance_path)) or 'the body'}: {error.message}"
        for error in _validator(key, status, media_type).iter_errors(json.loads(body))
    ]
    if errors:
        raise UndescribedAnswer(f"{told}: " + "; ".join(errors)[:2_000] + f"\n{_shortened(body)}")


@cache
def _validator(key: str, status: int, media_type: str) -> Any:
    content = _resolved(operation_of(key)["responses"][str(status)])["content"][media_type]
    wanted = content.get("schema", {})
    schema = {"allOf": [wanted], "components": _components(wanted)}
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=True)


def _components(schema: Json) -> Json:
    """Those that the schema leads to: hundreds of validators with all of them took a gigabyte."""
    found: Json = {}
    looked_at: set[str] = set()
    waiting = _references(schema)
    while waiting:
        reference = waiting.pop()
        if reference not in looked_at:
            looked_at.add(reference)
            part = _resolved({"$ref": reference})
            _, _, section, name = reference.split("/")
            found.setdefault(section, {})[name] = part
            waiting += _references(part)
    return found


def _references(part: Any) -> list[str]:
    if isinstance(part, dict):
        own = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
        return own + [each for inner in part.values() for each in _references(inner)]
    return [each for inner in part for each in _references(inner)] if isinstance(part, list) else []


def _resolved(part: Json) -> Json:
    found: Json = part
    while "$ref" in found:
        place: Any = described()
        for step in found["$ref"].removeprefix("#/").split("/"):
            place = place[step.replace("~1", "/").replace("~0", "~")]
        found = place
    return found


def _shortened(body: str | bytes) -> str:
    text = body if isinstance(body, str) else body.decode(errors="replace")
    return text if len(text) <= 1_000 else f"{text[:1_000]} ..."
