"""What a test gets and the document does not tell of is found: otherwise no list of codes in it would be whole."""

import json
from typing import Any

import pytest

from shared.errors import Busy, Conflict, NotFound
from shared.runtime.http import problem
from tests.support.openapi import UndescribedAnswer, check_answer

KEY = "POST /v1/orders/{order_id}/cancel"


def answered(error: Any, **changes: Any) -> dict[str, Any]:
    """What the edge makes of an error, as it arrives."""
    made = problem(error, {}).to_gateway("r-1")
    body = json.loads(made["body"]) | changes
    return {"status": made["statusCode"], "headers": made["headers"], "body": json.dumps(body)}


@pytest.mark.parametrize("error", [Conflict("paid", code="order_paid"), NotFound("none"), Busy("again")])
def test_what_is_listed_passes(error: Exception) -> None:
    check_answer(KEY, **answered(error))


@pytest.mark.parametrize(
    "answer",
    [
        answered(Conflict("a code of another operation", code="link_paid")),
        answered(Conflict("a code that nobody knows", code="moon_phase")),
        answered(NotFound("a code of another status", code="order_paid")),
        answered(NotFound("the document's status is another"), status=409),
        answered(NotFound("without a code"), code=None),
        answered(NotFound("no status of this operation")) | {"status": 410},
        answered(NotFound("no problem document")) | {"headers": {"content-type": "text/html", "request-id": "r"}},
        answered(NotFound("without the request's id")) | {"headers": {"content-type": "application/problem+json"}},
        {"status": 200, "headers": {"content-type": "application/json", "request-id": "r"}, "body": '{"id": "ord_1"}'},
    ],
)
def test_what_is_not_listed_is_found(answer: dict[str, Any]) -> None:
    with pytest.raises(UndescribedAnswer):
        check_answer(KEY, **answer)


def test_what_may_be_sent_again_says_when() -> None:
    assert int(problem(Busy("again"), {}).headers["retry-after"]) > 0
    assert "retry-after" not in problem(NotFound("none"), {}).headers
