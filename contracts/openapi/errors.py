"""Which errors an operation can answer: its own, and those of every operation of its kind."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from contracts.openapi.codes import CODES
from contracts.openapi.operation import Operation
from infra_cdk.spec import Audience
from shared.runtime.http_routes import Endpoint

PROBLEM: Final = "application/problem+json"
PROVIDER: Final = (
    "409 account_unreachable",
    "422 provider_rejected",
    "503 provider_failed",
    "503 provider_timeout",
    "503 provider_unavailable",
)
CHARGED_AMOUNT: Final = ("422 amount_below_minimum", "422 amount_not_chargeable", "422 amount_too_large")
"""Of what is to be charged."""

_SHORT: Final = 4
_AGAIN: Final = 503
_UNSIGNED: Final = 401
_TITLES: Final = {
    400: "MalformedRequest",
    401: "Unauthorized",
    403: "Forbidden",
    404: "NotFound",
    409: "Conflict",
    413: "BodyTooLarge",
    422: "InvalidRequest",
    503: "Busy",
}
_FAMILIES: Final = {
    "account_unreachable": "AccountUnreachable",
    "idempotency_mismatch": "IdempotencyMismatch",
    "provider_failed": "ProviderFailed",
    "provider_rejected": "ProviderRejected",
    "provider_timeout": "OutcomeUnknown",
    "provider_unavailable": "ProviderUnavailable",
}
_GATEWAY: Final = {
    401: "Unauthorized",
    403: "Forbidden",
    413: "Request Entity Too Large",
    429: "Too Many Requests",
    503: "Service Unavailable",
}
_TELLS: Final = {
    400: "Something that is no request of ours.",
    401: "No key was sent, or no signature that is right.",
    403: "The key is unknown or revoked, or of the wrong kind.",
    404: "No such thing, or another's.",
    409: "Not in the state that things are in.",
    413: "Too large.",
    422: "Understood, and against a rule.",
    429: "Too many requests at once: send it again, later.",
    503: "Not now: send it again, later. Nothing is done twice under the same key.",
}


def codes_of(operation: Operation, endpoint: Endpoint, audience: Audience) -> Mapping[int, list[str]]:
    """Codes by status, each sorted. Raises ``KeyError`` for a code that is in no words."""
    found: dict[int, set[str]] = {}
    for row in {*operation.errors, *_implied(operation, endpoint, audience)}:
        status, code = row.split(" ")
        found.setdefault(int(status), set()).add(code)
        CODES[code]
    return {status: sorted(found[status]) for status in sorted(found)}


def _implied(operation: Operation, endpoint: Endpoint, audience: Audience) -> Iterator[str]:
    if operation.pages:
        return
    parsed = operation.body is not None and operation.body.model is not None
    kinds: tuple[tuple[bool, tuple[str, ...]], ...] = (
        (audience is not Audience.PUBLIC, (f"403 {audience}_key_required",)),
        (endpoint.parameters is not None, ("422 invalid_request",)),
        ("cursor" in (endpoint.parameters or ()), ("400 invalid_cursor",)),
        (parsed, ("400 malformed_json", "400 malformed_request", "413 body_too_large")),
        (endpoint.creates, ("400 invalid_idempotency_key",)),
        (endpoint.creates and operation.body is not None, ("422 idempotency_mismatch",)),
        ("{" in operation.route, ("404 not_found",)),
        (not operation.stateless, ("503 busy",)),
        (operation.asks_provider, PROVIDER),
    )
    for holds, rows in kinds:
        yield from rows if holds else ()


def errors_of(operation: Operation, endpoint: Endpoint, audience: Audience) -> list[tuple[int, tuple[str, ...]]]:
    """Status and codes of each answer that is an error, by API Gateway before us as well."""
    codes = {} if operation.pages else codes_of(operation, endpoint, audience)
    statuses = {429, 503, *codes} | ({401, 403} if audience is not Audience.PUBLIC else set())
    return [(status, tuple(codes.get(status, ()))) for status in sorted(statuses)]


def error_response(status: int, codes: tuple[str, ...]) -> dict[str, Any]:
    """The answer itself, or where it is: many operations share the short ones."""
    name = _shared_name(status, codes)
    return {"$ref": f"#/components/responses/{name}"} if name else whole_response(status, codes)


def shared_responses(rows: Iterable[tuple[int, tuple[str, ...]]]) -> dict[str, Any]:
    """What operations refer to."""
    return {name: whole_response(*row) for row in sorted(set(rows)) if (name := _shared_name(*row))}


def _shared_name(status: int, codes: tuple[str, ...]) -> str | None:
    return ".".join((str(status), *codes)) if len(codes) <= _SHORT else None


def whole_response(status: int, codes: Sequence[str]) -> dict[str, Any]:
    """In words, with each code and its example."""
    # Of routes that ask for a key, API Gateway alone says that there is none; the others say it of a signature.
    gateway = status in _GATEWAY and not (status == _UNSIGNED and codes)
    content: dict[str, Any] = {}
    if codes:
        narrowed = {"properties": {"code": {"enum": [*codes]}, "status": {"const": status}}}
        content[PROBLEM] = {
            "schema": {"allOf": [{"$ref": "#/components/schemas/Problem"}, narrowed]},
            "examples": {code: {"$ref": f"#/components/examples/{_name(status, code)}"} for code in codes},
        }
    if gateway:
        content["application/json"] = {
            "schema": {"$ref": "#/components/schemas/GatewayError"},
            "examples": {"gateway": {"summary": "By API Gateway", "value": {"message": _GATEWAY[status]}}},
        }
    told = [f"- `{code}`: {CODES[code]}" for code in codes]
    made = {"description": "\n".join([_TELLS[status], *([""] if told else []), *told])}
    ours = {"request-id": {"$ref": f"#/components/headers/{'OwnRequestId' if gateway else 'RequestId'}"}}
    later = {"retry-after": {"$ref": "#/components/headers/RetryAfter"}} if status == _AGAIN else {}
    return made | {"headers": ours | later, "content": content}


def error_examples(rows: Iterable[tuple[int, str]]) -> dict[str, Any]:
    """An example for each status and code, by the name under which operations refer to it."""
    return {_name(status, code): {"value": _example(status, code)} for status, code in sorted(set(rows))}


def _name(status: int, code: str) -> str:
    return f"{code}.{status}"


def _example(status: int, code: str) -> dict[str, Any]:
    document: dict[str, Any] = {
        "type": "about:blank",
        "title": _FAMILIES.get(code, _TITLES[status]),
        "status": status,
        "detail": CODES[code],
        "code": code,
    }
    if code == "invalid_request":
        told = "Input should be a valid integer"
        document["errors"] = [{"field": "amount", "code": "int_type", "message": told}]
    return document
