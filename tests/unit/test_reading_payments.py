"""What names a payment from outside, in a path or in metadata, is read only if it can be one's id."""

import pytest

from shared.payments.store import read_payment
from tests.support.watched_table import WatchedTable

ID = "pay_" + "0" * 26


@pytest.mark.parametrize("text", ["", "pay_", "x" * 3_000, "ord_" + "0" * 26, ID.upper(), f"{ID}\n", f"{ID}#", "\x00"])
def test_nothing_is_asked_of_the_table_for_what_is_no_id(text: str) -> None:
    table, asked = WatchedTable(), list[str]()
    table.before = asked.append
    assert read_payment(table, text) is None
    assert asked == []
    assert read_payment(table, ID) is None
    assert asked == ["GetItem"]
