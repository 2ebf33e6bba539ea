"""Walking a list page by page shows every item once, in order, whatever the shards hold and the filter drops."""

import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shared.clock import rfc3339
from shared.errors import MalformedRequest
from shared.ids import derived_id
from shared.table.keys import list_sort
from shared.table.paging import PageRequest, decode_cursor, encode_cursor, list_page
from shared.table.port import Condition, Item, Table
from tests.support.fake_table import FakeListIndex

START = datetime(2026, 11, 22, tzinfo=UTC)
FILTER = Condition("#wanted = :yes", {"yes": True})
placed = st.lists(
    st.tuples(st.integers(0, 7), st.integers(0, 25), st.booleans()), max_size=40, unique_by=lambda each: each[1]
)


def item(number: int, moment: int, wanted: bool) -> Item:
    """An item; several may share a moment."""
    created = START + timedelta(milliseconds=moment // 2)
    return {"list_sk": list_sort(created, derived_id("ord", str(number))), "wanted": wanted, "at": created}


def walk(index: FakeListIndex, request: dict[str, Any]) -> list[str]:
    """The sort keys of all pages."""
    shown: list[str] = []
    cursor: str | None = None
    for _ in range(500):
        page = list_page(cast(Table, index), [str(n) for n in range(8)], PageRequest(cursor=cursor, **request))
        assert len(page.items) <= request["limit"]
        shown += [each["list_sk"] for each in page.items]
        cursor = page.next_cursor
        if cursor is None:
            return shown
    raise AssertionError("the walk does not end")


@given(placed, st.integers(1, 5), st.booleans(), st.none() | st.integers(0, 13))
@example([(0, n, True) for n in range(6)], 1, True, 0)
@example([(n % 2, n, n > 3) for n in range(8)], 2, True, None)
def test_a_walk_shows_each_wanted_item_once_newest_first(
    content: list[tuple[int, int, bool]], limit: int, filtered: bool, after: int | None
) -> None:
    shards: dict[str, list[Item]] = {}
    for number, (shard, moment, wanted) in enumerate(content):
        shards.setdefault(str(shard), []).append(item(number, moment, wanted))
    everything = [each for shard in shards.values() for each in shard]
    since = START + timedelta(milliseconds=after) if after is not None else None
    expected = [
        each["list_sk"]
        for each in everything
        if (each["wanted"] or not filtered) and (since is None or each["at"] > since)
    ]
    index = FakeListIndex(shards, lambda each: bool(each["wanted"]))
    request = {
        "limit": limit,
        "where": FILTER if filtered else None,
        "created_after": rfc3339(since) if since else None,
    }
    assert walk(index, request) == sorted(expected, reverse=True)


def test_a_page_asks_each_shard_once() -> None:
    index = FakeListIndex({"0": [item(n, n, True) for n in range(20)]}, lambda _: True)
    list_page(cast(Table, index), [str(n) for n in range(8)], PageRequest(limit=3))
    assert index.queries == 8


def test_a_page_of_heavy_items_is_cut_to_what_an_answer_can_hold() -> None:
    heavy = [item(n, n, True) | {"details": "x" * 390_000} for n in range(20)]
    index = FakeListIndex({"0": heavy}, lambda _: True)
    first = list_page(cast(Table, index), ["0"], PageRequest(limit=100))
    assert 0 < len(first.items) * 390_000 < 2_500_000
    assert walk(index, {"limit": 100}) == sorted((each["list_sk"] for each in heavy), reverse=True)


@given(st.from_regex(re.compile(r"[0-9]{1,12}"), fullmatch=True))
def test_a_cursor_comes_back_as_the_place_that_it_was(position: str) -> None:
    assert decode_cursor(encode_cursor(position), re.compile(r"\d+")) == position


@given(st.text())
def test_text_that_no_list_gave_out_is_refused_and_nothing_else_happens(text: str) -> None:
    with suppress(MalformedRequest):
        position = decode_cursor(text, re.compile(r"\d{1,12}"))
        assert encode_cursor(position) == text.rstrip("=")


def test_a_cursor_of_another_list_is_refused() -> None:
    with pytest.raises(MalformedRequest):
        list_page(cast(Table, FakeListIndex({}, bool)), ["0"], PageRequest(cursor=encode_cursor("12")))
