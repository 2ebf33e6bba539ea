"""Times are RFC 3339 by the letter, wherever a caller writes one."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from shared.callbacks.request import RangeRequest
from shared.clock import rfc3339
from shared.errors import InvalidRequest
from shared.exports.span import Kind, read_span
from shared.fields import StrictModel
from shared.links.request import LinkRequest
from shared.moments import read_moment
from shared.notifications.request import ReadRequest

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
BODIES: list[tuple[type[StrictModel], str]] = [
    (RangeRequest, "from"),
    (ReadRequest, "until"),
    (LinkRequest, "expires_at"),
]
NONE = [
    "", "yesterday", "1790000000", "2026-11-22T00:00:00", "2026-11-22 00:00:00Z", "20261122T000000Z",
    "2026-W47-7T00:00:00Z", "2026-11-22T00:00Z", "2026-11-22T00:00:00Z ", "2026-11-22T00:00:00\u0660Z",
    "2026-02-30T00:00:00Z", "2026-11-22T24:00:01Z", "0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59-01:00",
]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["2026-11-22T03:12:42Z", "2026-11-22t03:12:42z", "2026-11-22T04:12:42.000000000+01:00"]
)
def test_one_instant_in_every_form_of_rfc_3339(text: str) -> None:
    assert read_moment(text) == datetime(2026, 11, 22, 3, 12, 42, tzinfo=UTC)


@pytest.mark.parametrize("text", NONE)
def test_any_other_text_is_none(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read_moment(text)
    with pytest.raises(InvalidRequest):
        read_span("mer_1", Kind.ORDERS, {"from": text}, NOW)


@pytest.mark.parametrize(("model", "field"), BODIES, ids=lambda each: str(each))
@pytest.mark.parametrize("given", [*NONE, "2026-11-22", 1790000000, True])
def test_no_body_takes_it(model: type[StrictModel], field: str, given: Any) -> None:
    with pytest.raises(ValidationError):
        model.model_validate({field: given})


def test_an_export_takes_a_day_too_and_no_week() -> None:
    assert rfc3339(read_span("mer_1", Kind.ORDERS, {"from": "2026-11-21"}, NOW).start) == "2026-11-21T00:00:00.000Z"
    with pytest.raises(InvalidRequest):
        read_span("mer_1", Kind.ORDERS, {"from": "2026-W47-6"}, NOW + timedelta(days=1))
