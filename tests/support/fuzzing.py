"""Requests that the OpenAPI document allows, and requests that it does not, sent and their answers looked at."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.core.parameters import ParameterLocation
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation, BaseSchema

from tests.support.openapi import UndescribedAnswer, check_answer, described

SEED: Final = 20261122
CHECKED: Final = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
)
"""What is well formed may still be refused (an order is paid, a balance too small), so that is no check of ours. Who
may call what is looked at elsewhere, and of a method that a path does not have API Gateway says 404.
"""

Ids = Mapping[str, Sequence[str]]
"""Things that are there, by the name of the path's parameter."""

_PATIENCE_SECONDS: Final = 35
_KEYS: Final = {"merchantKey": "merchant", "operatorKey": "operator"}


def schema_of(app: Any = None) -> BaseSchema:
    """The document as schemathesis reads it; requests go to this WSGI application, if there is one.

    Without its keys: they are no data to be made up, each request has the right one.
    """
    load_all_checks()
    paths = {
        path: {method: {**operation, "security": []} for method, operation in operations.items()}
        for path, operations in described()["paths"].items()
    }
    made: BaseSchema = schemathesis.openapi.from_dict({**described(), "paths": paths, "servers": [{"url": "/"}]})
    made.app = app
    made.config.update(request_timeout=_PATIENCE_SECONDS)
    return made


def operations_of(schema: BaseSchema) -> dict[str, APIOperation[Any, Any, Any, Any]]:
    """By route."""
    found = [result.ok() for result in schema.get_all_operations() if isinstance(result, Ok)]
    return {f"{operation.method.upper()} {operation.path}": operation for operation in found}


def caller_of(key: str) -> str | None:
    """Whose key opens a route: ``merchant``, ``operator``, or ``None`` where it needs none."""
    method, path = key.split(" ", 1)
    asked = described()["paths"][path][method.lower()]["security"]
    return next((_KEYS[name] for each in asked for name in each), None)


def explore(
    operation: APIOperation[Any, Any, Any, Any],
    *,
    key: str,
    bearer: str | None,
    ids: Ids,
    examples: int,
    base_url: str | None = None,
) -> Counter[int]:
    """Send so many requests to one operation, always the same ones. Statuses by how often.

    Raises :class:`UndescribedAnswer` for an answer that the document does not tell of, and for a request against it
    that was taken; whatever a handler in this process raises comes through.
    """
    statuses: Counter[int] = Counter()
    checks: Any = [CHECKS.get_one(name) for name in CHECKED]
    headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}

    @seed(SEED)
    @settings(
        max_examples=examples, deadline=None, database=None, phases=[Phase.generate], derandomize=False,
        suppress_health_check=list(HealthCheck), print_blob=False,
    )  # fmt: skip
    @given(data=st.data())
    def send(data: st.DataObject) -> None:
        case = data.draw(_cases(operation))
        _visit(case, data, ids)
        response = case.call(base_url=base_url, headers=headers)
        statuses[response.status_code] += 1
        told = {name.lower(): values[0] for name, values in response.headers.items()}
        try:
            check_answer(key, response.status_code, told, response.content)
            case.validate_response(response, checks=checks, headers=headers)
        except (UndescribedAnswer, Failure, FailureGroup) as found:
            raise UndescribedAnswer(f"{_words(found)}\n{case.as_curl_command()[:2_000]}") from None

    send()
    return statuses


def _cases(operation: APIOperation[Any, Any, Any, Any]) -> st.SearchStrategy[Case[Any]]:
    """What is allowed, what is not, and the document's own examples."""
    allowed, refused = (operation.as_strategy(generation_mode=mode) for mode in GenerationMode)
    return st.one_of(allowed, refused, *operation.get_strategies_from_examples())


def _visit(case: Case[Any], data: st.DataObject, ids: Ids) -> None:
    """Mostly ask for something that is there; an id against the document stays as it is."""
    if case.meta is not None and case.meta.is_negative_at(ParameterLocation.PATH):
        return
    for name in sorted(set(case.path_parameters or {}) & set(ids)):
        if data.draw(st.integers(0, 4)):
            case.path_parameters[name] = data.draw(st.sampled_from(ids[name]))


def _words(found: BaseException) -> str:
    return "\n".join(map(str, found.exceptions)) if isinstance(found, FailureGroup) else str(found)
