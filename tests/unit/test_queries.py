"""What a request says beside its body: query parameters, an idempotency key, a name of its own."""

import io
import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import InvalidRequest, MalformedRequest
from shared.runtime.http import HttpHandler, http_handler
from shared.runtime.http_routes import from_anywhere, listing
from shared.runtime.http_types import Principal, Request, Response
from shared.runtime.logging import logger
from shared.runtime.pages import page_request

ROUTES = http_handler(
    {
        "GET /list": listing(lambda _: Response(200, {}), "source"),
        "GET /one": lambda _: Response(200, {}),
        "GET /page": from_anywhere(lambda _: Response(200, "<p>")),
    }
)


def ask(
    route: str,
    query: Mapping[str, str | list[str]] | None = None,
    headers: Mapping[str, str] | None = None,
    handler: HttpHandler = ROUTES,
) -> dict[str, Any]:
    """The answer to a request as API Gateway hands it over: what comes several times is joined by commas."""
    joined = {name: value if isinstance(value, str) else ",".join(value) for name, value in (query or {}).items()}
    event = {
        "routeKey": route,
        "requestContext": {"requestId": "r-1", "authorizer": {"lambda": {"role": "operator"}}},
        "headers": dict(headers or {}),
        "queryStringParameters": joined or None,
        "rawQueryString": urlencode(query or {}, doseq=True),
    }
    return handler(event, None)


def found(answer: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Which fields were refused and why."""
    assert answer["statusCode"] == 422, answer
    return [(error["field"], error["code"]) for error in json.loads(answer["body"])["errors"]]


def request(headers: Mapping[str, str] | None = None, query: Mapping[str, str] | None = None) -> Request:
    """A request as the functions see it."""
    return Request("GET /x", {}, query or {}, headers or {}, b"", Principal("merchant", "mer_1"), "r-1")


def test_a_parameter_that_a_route_does_not_take_is_refused_by_name() -> None:
    assert found(ask("GET /list", {"created_afer": "2026-11-22T00:00:00Z", "source": "a"})) == [
        ("created_afer", "unknown_parameter")
    ]
    assert found(ask("GET /one", {"limit": "1"})) == [("limit", "unknown_parameter")]
    assert ask("GET /list", {"source": "a", "limit": "1"})["statusCode"] == 200


def test_a_parameter_comes_once_and_with_a_value() -> None:
    assert found(ask("GET /list", {"source": ["a", "b"]})) == [("source", "repeated_parameter")]
    assert found(ask("GET /list", {"source": ["a", "a"], "cursor": ""})) == [
        ("source", "repeated_parameter"), ("cursor", "empty_parameter"),
    ]  # fmt: skip
    assert ask("GET /list", {"source": "a,b"})["statusCode"] == 200, "a comma within a value is its own"


def test_a_repeated_parameter_is_seen_however_its_name_is_written() -> None:
    event = {
        "routeKey": "GET /list",
        "requestContext": {"requestId": "r-1"},
        "queryStringParameters": {"source": "a,b"},
        "rawQueryString": "source=a&%73ource=b",
    }
    assert found(ROUTES(event, None)) == [("source", "repeated_parameter")]


def test_very_many_unknown_parameters_are_answered_with_a_bounded_list() -> None:
    answer = ask("GET /one", {"x" * 500 + str(n): "1" for n in range(200)})
    assert 1 <= len(found(answer)) <= 20
    assert len(answer["body"]) < 5_000


def test_a_public_page_bears_what_others_append_to_its_address() -> None:
    assert ask("GET /page", {"utm_source": "mail", "fbclid": ["1", "2"]})["statusCode"] == 200


@given(
    st.dictionaries(st.text(max_size=8), st.text(max_size=8) | st.lists(st.text(max_size=3), min_size=1, max_size=3))
)
def test_no_query_breaks_the_reading(query: dict[str, str | list[str]]) -> None:
    assert ask("GET /list", query)["statusCode"] in (200, 422)


@pytest.mark.parametrize("text", ["true", "false"])
def test_a_flag_is_true_or_false(text: str) -> None:
    assert request(query={"unread": text}).flag("unread") == (text == "true")
    assert request().flag("unread") is False


@pytest.mark.parametrize("text", ["1", "True", "yes", ""])
def test_any_other_flag_is_refused(text: str) -> None:
    with pytest.raises(InvalidRequest):
        request(query={"unread": text}).flag("unread")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-22T03:12:42Z", "2026-11-22T03:12:42.000Z"),
        ("2026-11-22T03:12:42.123456Z", "2026-11-22T03:12:42.123Z"),
        ("2026-11-22T03:12:42+01:00", "2026-11-22T02:12:42.000Z"),
        ("2026-11-22t03:12:42z", "2026-11-22T03:12:42.000Z"),
    ],
)
def test_created_after_is_a_moment_in_any_zone(text: str, moment: str) -> None:
    assert page_request(request(query={"created_after": text})).created_after == moment


@pytest.mark.parametrize(
    "text",
    ["2026-11-22", "2026-11-22T03:12:42", "20261122T031242Z", "2026-W47-7T03:12:42Z", "2026-13-01T00:00:00Z",
     "0001-01-01T00:00:00+23:00", "2026-11-22T03:12:42 01:00", "now", "٢٠٢٦-11-22T03:12:42Z"],
)  # fmt: skip
def test_any_other_created_after_is_refused(text: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        page_request(request(query={"created_after": text}))
    assert refused.value.errors[0].field == "created_after"


@pytest.mark.parametrize("key", ["k", "a b~!", "9f3c-" * 51])
def test_an_idempotency_key_is_printable_text(key: str) -> None:
    assert request({"idempotency-key": key}).idempotency_key() == key
    assert request().idempotency_key() is None


@pytest.mark.parametrize("key", ["", "x" * 256, "a\nb", "schlüssel", "one,two"], ids=str.upper)
def test_any_other_key_is_400_also_one_that_comes_twice(key: str) -> None:
    with pytest.raises(MalformedRequest) as refused:
        request({"idempotency-key": key}).idempotency_key()
    assert refused.value.code == "invalid_idempotency_key"


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What the logger of a new process writes."""
    written = io.StringIO()
    monkeypatch.setattr("sys.stdout", written)
    logger.cache_clear()
    logger()
    yield written
    logger.cache_clear()


@pytest.mark.parametrize("route", ["GET /list", "GET /page", "GET /nowhere"])
def test_every_answer_carries_the_id_that_the_logs_have(lines: io.StringIO, route: str) -> None:
    assert ask(route)["headers"]["request-id"] == "r-1"
    assert json.loads(lines.getvalue())["request_id"] == "r-1"


@pytest.mark.parametrize(("named", "kept"), [("job-7/a", True), ("a b", False), ("x" * 129, False), ("a\nb", False)])
def test_a_callers_own_name_of_a_request_is_logged_if_it_is_one(lines: io.StringIO, named: str, kept: bool) -> None:
    assert ask("GET /one", headers={"Request-Id": named})["headers"]["request-id"] == "r-1"
    assert json.loads(lines.getvalue()).get("caller_request_id") == (named if kept else None)
