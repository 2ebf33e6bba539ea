"""The printed report."""

from local.demo.intake import Receipt
from local.demo.orders_file import OrderLine
from local.demo.outcomes import Outcome
from local.demo.report import order_table, total_table
from local.demo.tables import clipped, table


def _outcome(number: int, amount: int, currency: str, group: str, status: int = 201) -> Outcome:
    body = {"source": "api", "external_id": str(number), "amount": amount, "currency": currency}
    return Outcome(Receipt(OrderLine(number, "Kiyo", body), status, None, None), group, "")


def test_totals_keep_currencies_apart_and_show_their_digits() -> None:
    outcomes = [
        _outcome(1, 1250, "JPY", "paid from credits"),
        _outcome(2, 1250, "KWD", "paid by link"),
        _outcome(3, 750, "KWD", "queued: no automatic debit"),
        _outcome(4, 750, "KWD", "replay answered 200", status=200),
    ]

    rows = [line.split() for line in total_table(outcomes).splitlines()[2:]]

    assert rows == [
        ["Kiyo", "JPY", "1", "1250", "1250", "0", "0"],
        ["Kiyo", "KWD", "2", "2.000", "0.000", "1.250", "0.750"],
    ]


def test_an_order_in_no_currency_is_shown_as_it_was_sent() -> None:
    assert "XYZ" in order_table([_outcome(1, 5, "XYZ", "rejected", status=422)])


def test_wide_letters_keep_columns_straight() -> None:
    laid_out = table(("name", "n"), [("紙の月", "1"), ("Paper", "22")], right=frozenset({1})).splitlines()

    assert laid_out[2:] == ["紙の月   1", "Paper   22"]
    assert clipped("Paper Moon", 6) == "Paper…"
