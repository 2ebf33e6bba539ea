"""Reading a user's file of orders."""

import json

import pytest

from local.demo.orders_file import BadLine, OrderLine, parse_orders


def test_an_order_keeps_its_line_number_and_loses_the_merchant() -> None:
    orders, bad = parse_orders(["\n", json.dumps({"merchant": " Kiyo ", "source": "api", "external_id": "1"})])

    assert bad == []
    assert orders == [OrderLine(2, "Kiyo", {"source": "api", "external_id": "1"})]
    assert orders[0].natural_key == ("Kiyo", "api", "1")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[1]", "not a JSON object"),
        ('{"amount": 1}', "merchant"),
        ('{"merchant": "  "}', "merchant"),
        ('{"merchant": 7}', "merchant"),
        (json.dumps({"merchant": "x" * 101}), "longer"),
    ],
)
def test_a_bad_line_is_reported_and_stops_nothing(line: str, reason: str) -> None:
    good = '{"merchant": "Kiyo", "amount": 5}'

    orders, bad = parse_orders([good, line, good])

    assert [order.number for order in orders] == [1, 3]
    assert [entry.number for entry in bad] == [2]
    assert isinstance(bad[0], BadLine)
    assert reason in bad[0].reason


@pytest.mark.parametrize("amount", [True, "5", 1.5, None])
def test_what_is_no_amount_counts_as_nothing(amount: object) -> None:
    assert OrderLine(1, "Kiyo", {"amount": amount}).amount == 0
