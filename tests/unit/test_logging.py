"""What a line of the log holds."""

import io
import json
from collections.abc import Iterator
from typing import Any

import pytest

from shared.runtime.logging import logger


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What the logger of a new process writes."""
    written = io.StringIO()
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "orderpay-order_intake")
    monkeypatch.setenv("LOG_LEVEL", "INFO")
    monkeypatch.setattr("sys.stdout", written)
    logger.cache_clear()
    logger()
    yield written
    logger.cache_clear()


def read(written: io.StringIO) -> list[dict[str, Any]]:
    """Each line by itself."""
    return [json.loads(line) for line in written.getvalue().splitlines()]


def test_a_line_says_what_happened_where_and_when(lines: io.StringIO) -> None:
    logger().info("request", extra={"status": 201, "merchant_id": "mer_1", "name_of": "Zoë"})

    (line,) = read(lines)
    timestamp = line.pop("timestamp")
    assert line == {
        "level": "INFO",
        "message": "request",
        "function": "orderpay-order_intake",
        "status": 201,
        "merchant_id": "mer_1",
        "name_of": "Zoë",
    }
    assert len(timestamp) == len("2026-11-22T03:12:42.123Z")
    assert timestamp.endswith("Z")


def test_a_defect_comes_with_its_trace_and_its_cause_on_one_line(lines: io.StringIO) -> None:
    try:
        try:
            raise KeyError("first")
        except KeyError as error:
            raise ValueError("then") from error
    except ValueError:
        logger().exception("defect", extra={"id": "ord_1"})

    (line,) = read(lines)
    assert (line["level"], line["id"]) == ("ERROR", "ord_1")
    assert line["exception"].index("KeyError: 'first'") < line["exception"].index("ValueError: then")


def test_below_the_level_nothing_is_written(lines: io.StringIO) -> None:
    logger().debug("detail")

    assert lines.getvalue() == ""


def test_what_json_does_not_know_is_written_as_text(lines: io.StringIO) -> None:
    logger().info(
        "odd",
        extra={
            "value": {
                1,
            },
            "many": ("a", "b"),
        },
    )

    assert read(lines)[0]["value"] == "{1}"
    assert read(lines)[0]["many"] == ["a", "b"]


@pytest.mark.parametrize("odd", ["\n", "\r", "\x85", "\u2028", "\x1b[31m", "\ud800", '"}'])
def test_whatever_a_line_holds_it_is_one_line_that_can_be_written(lines: io.StringIO, odd: str) -> None:
    logger().info("odd", extra={"id": f"before{odd}after"})

    (line,) = lines.getvalue().encode().decode().splitlines()
    assert json.loads(line)["id"] == f"before{odd}after"
