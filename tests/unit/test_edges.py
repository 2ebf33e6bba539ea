"""The edges of the functions: HTTP, queue and schedule."""

import base64
import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import AppError, Busy, Conflict, FieldError, InvalidRequest, MalformedRequest, NotFound
from shared.links.request import VoidRequest
from shared.runtime.bodies import MAX_BODY, parse_body
from shared.runtime.http import http_handler, problem, read_request
from shared.runtime.http_types import Principal, Request, Response
from shared.runtime.pages import page_request
from shared.runtime.queue import queue_handler
from shared.runtime.sweep import sweep

CONTEXT = {"requestId": "r-1", "authorizer": {"lambda": {"role": "merchant", "merchant_id": "mer_1"}}}


def event(**changes: Any) -> dict[str, Any]:
    """API Gateway's event."""
    return {"routeKey": "GET /x", "requestContext": CONTEXT, "headers": {}, **changes}


def request(
    body: bytes = b"", headers: Mapping[str, str] | None = None, query: Mapping[str, str] | None = None
) -> Request:
    """A request as the functions see it."""
    return Request("GET /x", {}, query or {}, headers or {}, body, Principal("merchant", "mer_1"), "r-1")


def every_error(family: type[AppError] = AppError) -> list[type[AppError]]:
    """The whole family."""
    return [family, *(one for child in family.__subclasses__() for one in every_error(child))]


def test_a_request_is_read_with_lower_case_headers_and_its_caller() -> None:
    read = read_request(event(headers={"Idempotency-Key": "k"}, pathParameters={"id": "1"}, body='{"a": "ä"}'))
    assert (read.headers, read.path, read.query) == ({"idempotency-key": "k"}, {"id": "1"}, {})
    assert read.body == '{"a": "ä"}'.encode()
    assert read.principal == Principal("merchant", "mer_1")


@given(st.binary())
def test_a_body_in_base64_is_read_to_the_byte(body: bytes) -> None:
    assert read_request(event(body=base64.b64encode(body).decode(), isBase64Encoded=True)).body == body


@pytest.mark.parametrize("body", ["a", "====", "é"])
def test_a_body_that_cannot_be_decoded_is_400(body: str) -> None:
    answer = http_handler({})(event(body=body, isBase64Encoded=True), None)
    assert answer["statusCode"] == 400


@given(st.text() | st.binary().map(lambda raw: raw.decode("utf-8", "surrogateescape")))
def test_no_body_breaks_the_reading(body: str) -> None:
    try:
        parse_body(request(body.encode("utf-8", "surrogateescape")), VoidRequest)
    except AppError as refused:
        assert refused.http_status in (400, 422)  # noqa: PT017


def test_an_empty_body_is_an_empty_object_only_where_a_route_says_so() -> None:
    assert parse_body(request(b" "), VoidRequest, empty_ok=True) == VoidRequest()
    with pytest.raises(MalformedRequest):
        parse_body(request(b" "), VoidRequest)


def test_a_body_has_a_largest_size() -> None:
    body = b'{"reason": "x"' + b" " * (MAX_BODY - 15) + b"}"
    assert parse_body(request(body), VoidRequest).reason == "x"
    with pytest.raises(AppError) as refused:
        parse_body(request(body + b" "), VoidRequest)
    assert refused.value.http_status == 413


def test_a_body_with_very_many_faults_is_answered_with_a_bounded_list() -> None:
    with pytest.raises(InvalidRequest) as refused:
        parse_body(request(json.dumps({f"field{n}": 1 for n in range(500)}).encode()), VoidRequest)
    assert 1 <= len(refused.value.errors) <= 50


@given(st.text())
def test_a_limit_is_a_whole_number_in_its_range_or_422(text: str) -> None:
    try:
        assert 1 <= page_request(request(query={"limit": text})).limit <= 100
    except InvalidRequest as refused:
        assert refused.errors[0].field == "limit"  # noqa: PT017


@pytest.mark.parametrize(("text", "limit"), [("1", 1), ("100", 100), ("007", 7)])
def test_a_limit_is_taken(text: str, limit: int) -> None:
    assert page_request(request(query={"limit": text})).limit == limit
    assert page_request(request()).limit == 50


@pytest.mark.parametrize("text", ["0", "101", "٣", "1e1", "9" * 5_000])
def test_a_limit_out_of_range_is_refused(text: str) -> None:
    with pytest.raises(InvalidRequest):
        page_request(request(query={"limit": text}))


def test_a_problem_document_has_its_fields_and_names_the_rejected_ones() -> None:
    refused = problem(InvalidRequest("no", errors=[FieldError("a.b", "missing", "Field required")]), {})
    answer = refused.to_gateway("r-1")
    assert answer["headers"]["content-type"] == "application/problem+json"
    assert json.loads(answer["body"]) == {
        "type": "about:blank",
        "title": "InvalidRequest",
        "status": 422,
        "detail": "no",
        "code": "invalid_request",
        "errors": [{"field": "a.b", "code": "missing", "message": "Field required"}],
    }


def test_every_error_has_a_steady_code_of_its_own_and_a_status_that_fits_its_retrying() -> None:
    errors = every_error()
    assert len({error.default_code for error in errors}) == len(errors) > 10
    for error in errors[1:]:
        assert 400 <= error.http_status < 600
        assert error.retryable == (error.http_status == 503)


def test_an_expected_error_is_answered_and_a_defect_is_not_hidden() -> None:
    def conflict(_: Request) -> Response:
        raise Conflict("taken", code="order_paid")

    def defect(_: Request) -> Response:
        raise RuntimeError("defect")

    assert http_handler({"GET /x": conflict})(event(), None)["statusCode"] == 409
    assert http_handler({})(event(), None)["statusCode"] == 404
    with pytest.raises(RuntimeError):
        http_handler({"GET /x": defect})(event(), None)


def test_an_answer_is_never_cached_and_text_goes_as_it_is() -> None:
    answer = Response(200, "<p>", {"content-type": "text/html"}).to_gateway("r-1")
    assert answer == {
        "statusCode": 200,
        "headers": {"content-type": "text/html", "cache-control": "no-store", "request-id": "r-1"},
        "body": "<p>",
    }
    assert Response(200, {"a": [1]}).to_gateway("r-1")["body"] == '{"a":[1]}'


def batch(*messages: tuple[str, str | None]) -> dict[str, Any]:
    """An event of a queue: bodies and groups."""
    return {
        "Records": [
            {"messageId": str(n), "body": body, "attributes": {"MessageGroupId": group} if group else {}}
            for n, (body, group) in enumerate(messages)
        ]
    }


def failed(answer: Mapping[str, Any]) -> list[str]:
    """The messages that go back."""
    return [entry["itemIdentifier"] for entry in answer["batchItemFailures"]]


def handler(handled: list[str]) -> Callable[[Mapping[str, Any], Any], dict[str, Any]]:
    """A queue's function that fails as its messages say."""

    def handle(body: str) -> Mapping[str, Any]:
        faults: dict[str, Exception] = {
            "busy": Busy("later"), "malformed": MalformedRequest("never"), "defect": RuntimeError("defect")
        }  # fmt: skip
        if body in faults:
            raise faults[body]
        handled.append(body)
        return {}

    return queue_handler(lambda: handle)


@pytest.mark.parametrize("fault", ["busy", "malformed", "defect"])
def test_a_message_that_fails_goes_back_alone(fault: str) -> None:
    handled: list[str] = []
    assert failed(handler(handled)(batch(("a", None), (fault, None), ("b", None)), None)) == ["1"]
    assert handled == ["a", "b"]


@pytest.mark.parametrize("fault", ["busy", "malformed", "defect"])
def test_behind_a_failure_its_own_group_waits_and_other_groups_go_on(fault: str) -> None:
    handled: list[str] = []
    messages = [("a", "g"), (fault, "g"), ("b", "h"), ("c", "g"), ("d", "h")]
    assert failed(handler(handled)(batch(*messages), None)) == ["1", "3"]
    assert handled == ["a", "b", "d"]


@given(st.lists(st.tuples(st.sampled_from(["ok", "busy", "defect"]), st.sampled_from(["g", "h", "i"])), max_size=10))
def test_in_each_group_what_is_done_is_the_part_before_the_first_failure(messages: list[tuple[str, str]]) -> None:
    back = set(failed(handler([])(batch(*messages), None)))
    for group in "ghi":
        places = [str(n) for n, (_, own) in enumerate(messages) if own == group]
        bad = [n for n in places if messages[int(n)][0] != "ok"]
        expected = places[places.index(bad[0]) :] if bad else []
        assert [n for n in places if n in back] == expected


def test_a_sweep_gives_each_thing_its_turn_and_counts() -> None:
    def act(item_id: str) -> None:
        if item_id == "gone":
            raise NotFound("gone")

    assert sweep(["a", "gone", "b", "gone"], act) == {"done": 2, "failed": {"not_found": 2}, "defects": 0}


def test_a_defect_in_a_sweep_is_raised_after_all_had_their_turn() -> None:
    had: list[str] = []

    def act(item_id: str) -> None:
        had.append(item_id)
        if item_id == "a":
            raise RuntimeError("defect")

    with pytest.raises(RuntimeError):
        sweep(["a", "b"], act)
    assert had == ["a", "b"]
