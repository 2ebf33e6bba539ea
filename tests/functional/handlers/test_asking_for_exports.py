"""What can be asked for, and what is refused."""

from datetime import timedelta

import pytest

from functions.manage_exports.handler import lambda_handler as manage_exports
from shared.payments.exporting import at_once
from tests.functional.handlers.exporting import KINDS, Exporter
from tests.functional.handlers.shop import Shop
from tests.support.world import AS_OPERATOR


@pytest.mark.parametrize("kind", KINDS)
def test_nobody_sees_what_is_anothers(busy: Shop, kind: str) -> None:
    other = Exporter(Shop(busy.world, busy.world.merchant()))
    other.wait()
    assert other.at_once(kind) == []
    assert other.large(kind) == []


def test_more_rows_than_fit_are_refused_at_once(
    shop: Shop, exporter: Exporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(at_once, "MOST_ROWS", 2)
    for _ in range(2):
        shop.order(collect="none")
    exporter.wait()
    assert len(exporter.at_once("orders")) == 2
    shop.order(collect="none")
    exporter.wait()
    refused = exporter.ask_at_once("orders")
    assert (refused.status, refused.json["code"], refused.json["most_rows"]) == (422, "export_too_large", 2)
    assert len(exporter.large("orders")) == 3


def test_what_takes_too_long_to_read_is_refused_at_once(
    shop: Shop, exporter: Exporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(at_once, "PATIENCE", timedelta(0))
    assert exporter.at_once("orders") == []
    refused = exporter.ask_at_once("payments")
    assert (refused.status, refused.json["code"]) == (422, "export_too_large")


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"from": "yesterday"}, "from", "invalid_value"),
        ({"from": "2026-11-01T00:00:00"}, "from", "invalid_value"),
        ({"from": "2026-13-01"}, "from", "invalid_value"),
        ({"to": "2026-11-22T03:12:00Z"}, "to", "not_over"),
        ({"from": "2026-11-20", "to": "2026-11-20"}, "from", "empty_span"),
        ({"from": "2025-11-20", "to": "2026-11-22"}, "from", "span_too_long"),
        ({"currency": "EURO"}, "currency", "unknown_currency"),
    ],
)
def test_a_span_that_makes_no_sense_is_refused_by_field(
    exporter: Exporter, change: dict[str, str], field: str, code: str
) -> None:
    refused = exporter.ask_at_once("orders", **change)
    assert refused.status == 422
    assert [(each["field"], each["code"]) for each in refused.json["errors"]] == [(field, code)]
    assert exporter.ask("orders", **change).status == 422


def test_an_unknown_kind_is_refused(exporter: Exporter) -> None:
    refused = exporter.ask("customers")
    assert [(each["field"], each["code"]) for each in refused.json["errors"]] == [("kind", "literal_error")]


def test_a_span_begins_with_a_date_too(shop: Shop, exporter: Exporter) -> None:
    shop.order(collect="none")
    exporter.wait()
    assert len(exporter.at_once("orders", **{"from": "2026-11-22"})) == 1
    assert exporter.at_once("orders", **{"from": "2026-11-21", "to": "2026-11-22"}) == []


def test_what_is_younger_than_a_minute_is_in_the_next_export(shop: Shop, exporter: Exporter) -> None:
    shop.order(collect="none")
    assert exporter.at_once("orders") == []
    shop.world.pass_time(seconds=61)
    assert len(exporter.at_once("orders")) == 1


def test_a_browser_keeps_it_as_a_file(shop: Shop, exporter: Exporter) -> None:
    answer = exporter.ask_at_once("journal", **{"from": "2026-11-01", "to": "2026-11-20"}, currency="EUR")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8; header=present"
    wanted = 'attachment; filename="journal-20261101T000000Z-20261120T000000Z-EUR.csv"'
    assert answer.headers["content-disposition"] == wanted


def test_the_operators_key_opens_no_export(shop: Shop) -> None:
    refused = shop.world.call(manage_exports, "manage_exports", authorizer=AS_OPERATOR)
    assert (refused.status, refused.json["code"]) == (403, "merchant_key_required")


@pytest.mark.parametrize("kind", KINDS)
def test_spans_before_all_time_are_empty(busy: Shop, kind: str) -> None:
    """The calendar begins with the year 1: nothing is looked for before it."""
    exporter = Exporter(busy)
    for since in ("0001-01-01", "0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00-14:00"):
        answer = exporter.ask_at_once(kind, **{"from": since, "to": "0001-06-01"})
        assert answer.status == (422 if "+14" in since else 200)
