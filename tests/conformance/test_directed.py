"""Where the documentation is exact and chance rarely leads: refusals, lag, pages, and what no write changes."""

import pytest

from shared.table.keys import Key
from shared.table.port import ABSENT, Check, Condition, Put, Query, TransactionFailed, Update
from tests.support.simulation.expressions import BadExpression, compiled
from tests.support.simulation.table import Change, MemoryTable

_KEY = Key("a", "order")


def _item(number: int, **attributes: object) -> dict[str, object]:
    place = {"list_pk": "open", "list_sk": f"{number}"}
    return {"pk": f"pk{number}", "sk": "order", **place, **attributes}


def test_a_transaction_takes_each_item_once_and_at_most_a_hundred() -> None:
    table = MemoryTable()
    with pytest.raises(ValueError, match="different items"):
        table.transact([Update(_KEY, {"n": 1}), Check(_KEY, ABSENT)])
    with pytest.raises(ValueError, match="1 to 100"):
        table.transact([Put(_item(number)) for number in range(101)])


def test_a_failed_transaction_changes_nothing_and_tells_all_that_failed() -> None:
    table = MemoryTable()
    table.put(Put(_item(1)))
    with pytest.raises(TransactionFailed) as failed:
        table.transact(
            [Put(_item(2)), Put(_item(1), ABSENT), Check(Key("none", "order"), Condition("attribute_exists(#pk)"))]
        )
    assert failed.value.failed == {1: _item(1), 2: None}
    assert table.get(Key("pk2", "order")) is None
    assert len(table.changes) == 1


def test_a_write_that_changes_nothing_is_not_told() -> None:
    table = MemoryTable()
    table.put(Put(_item(1)))
    table.put(Put(_item(1)))
    table.update(Update(Key("pk1", "order"), {"list_pk": "open"}))
    assert len(table.changes) == 1


def test_what_is_lost_is_gone_everywhere_and_told() -> None:
    table = MemoryTable()
    told: list[Change] = []
    table.on_commit = told.extend
    table.put(Put(_item(1)))
    table.lose(Key("pk1", "order"))
    assert table.get(Key("pk1", "order")) is None
    assert table.query(Query("list", "open", 10)).items == []
    assert [(change.old, change.new) for change in table.changes] == [(None, _item(1)), (_item(1), None)]
    assert told == table.changes


def test_an_index_that_lags_shows_what_was() -> None:
    table = MemoryTable()
    table.put(Put(_item(1)))
    table.put(Put(_item(2)))
    table.update(Update(Key("pk1", "order"), {"list_pk": "done"}))
    query = Query("list", "open", 10)
    assert [item["pk"] for item in table.query(query).items] == ["pk2"]
    assert [item["pk"] for item in table.query(query, behind=1).items] == ["pk1", "pk2"]
    assert [item["pk"] for item in table.query(query, behind=2).items] == ["pk1"]


def test_a_page_that_is_full_says_how_far_it_came() -> None:
    table = MemoryTable()
    for number in range(4):
        table.put(Put(_item(number)))
    page = table.query(Query("list", "open", 3))
    assert [item["pk"] for item in page.items] == ["pk0", "pk1", "pk2"]
    assert page.scanned_to == "2"


def test_an_index_holds_keys_alone() -> None:
    table = MemoryTable()
    table.put(Put(_item(1, even=False)))
    assert "even" not in table.query(Query("list", "open", 3)).items[0]
    assert "even" in table.query(Query(None, "pk1", 3)).items[0]


@pytest.mark.parametrize("text", ["#a =", "#a ? :b", "#a = :b #c", "size(#a) > :b", "#a"])
def test_what_is_outside_of_the_subset_is_refused(text: str) -> None:
    with pytest.raises(BadExpression):
        compiled(text)


@pytest.mark.parametrize("values", [{}, {"state": "x", "other": "y"}])
def test_values_are_those_of_the_expression(values: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="values"):
        MemoryTable().put(Put(_item(1), Condition("#state = :state", values)))
