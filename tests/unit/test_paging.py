"""Walking a list page by page shows every item once, in order, whatever the shards hold and the filter drops."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shared.clock import rfc3339
from shared.errors import MalformedRequest
from shared.ids import derived_id
from shared.table.keys import DUE_INDEX, LIST_INDEX, Key, list_sort
from shared.table.paging import PageRequest, decode_cursor, encode_cursor, list_page
from shared.table.port import Item, Page, Put, Query, Table
from tests.support.simulation.table import MemoryTable

START = datetime(2026, 11, 22, tzinfo=UTC)
placed = st.lists(
    st.tuples(st.integers(0, 7), st.integers(0, 25), st.booleans()), max_size=40, unique_by=lambda each: each[1]
)


def item(number: int, moment: int, wanted: bool) -> Item:
    """An item; several may share a moment."""
    created = START + timedelta(milliseconds=moment // 2)
    order_id = derived_id("ord", str(number))
    place = {"list_sk": list_sort(created, order_id)}
    return {"pk": order_id, "sk": "order", **place, "wanted": wanted, "at": rfc3339(created)}


class Index(MemoryTable):
    """Shards of the list, and how often they were asked for."""

    def __init__(self, shards: Mapping[str, Sequence[Item]]) -> None:
        super().__init__()
        self.calls: Counter[str] = Counter()
        for shard, items in shards.items():
            for each in items:
                self.put(Put(each | {"list_pk": shard}))

    def query(self, query: Query, behind: int = 0) -> Page:
        self.calls["query"] += 1
        return super().query(query, behind)

    def batch_get(self, keys: Sequence[Key]) -> list[Item]:
        self.calls["batch_get"] += 1
        return super().batch_get(keys)


def is_wanted(each: Item) -> bool:
    return bool(each["wanted"])


def walk(index: Index, request: dict[str, Any]) -> list[str]:
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
        if (each["wanted"] or not filtered) and (since is None or each["at"] > rfc3339(since))
    ]
    index = Index(shards)
    request = {
        "limit": limit,
        "wanted": is_wanted if filtered else None,
        "created_after": rfc3339(since) if since else None,
    }
    assert walk(index, request) == sorted(expected, reverse=True)


def test_a_page_asks_each_shard_once() -> None:
    index = Index({"0": [item(n, n, True) for n in range(20)]})
    for request in (PageRequest(limit=3), PageRequest(limit=100, wanted=is_wanted)):
        index.calls.clear()
        list_page(cast(Table, index), [str(n) for n in range(8)], request)
        assert index.calls == {"query": 8, "batch_get": 1}


def test_a_filtered_page_looks_at_a_hundred_and_goes_on_below_the_last_of_them() -> None:
    index = Index({str(n % 2): [item(m, m, m == 5) for m in range(n % 2, 250, 2)] for n in range(2)})
    cursor, pages = None, []
    for _ in range(3):
        page = list_page(cast(Table, index), ["0", "1"], PageRequest(limit=2, cursor=cursor, wanted=is_wanted))
        cursor = page.next_cursor
        pages.append([each["at"] for each in page.items])
    assert pages == [[], [], [item(5, 5, True)["at"]]]
    assert cursor is None


def test_what_has_gone_since_the_index_knew_it_is_left_out_and_not_looked_for_again() -> None:
    index = Index({"0": [item(n, 2 * n, True) for n in range(6)]})
    del index.items[Key(derived_id("ord", "3"), "order")]
    first = list_page(cast(Table, index), ["0"], PageRequest(limit=3))
    assert [each["pk"] for each in first.items] == [derived_id("ord", str(n)) for n in (5, 4)]
    rest = list_page(cast(Table, index), ["0"], PageRequest(limit=3, cursor=first.next_cursor))
    assert [each["pk"] for each in rest.items] == [derived_id("ord", str(n)) for n in (2, 1, 0)]


def test_another_index_is_read_by_its_own_places() -> None:
    items = [item(n, 2 * n, True) for n in range(5)]
    index = Index({"0": [each | {"due_pk": "q", "due_sk": each["list_sk"]} for each in items]})
    first = list_page(cast(Table, index), ["q"], PageRequest(limit=3), DUE_INDEX)
    rest = list_page(cast(Table, index), ["q"], PageRequest(limit=3, cursor=first.next_cursor), DUE_INDEX)
    assert [each["pk"] for each in first.items + rest.items] == [derived_id("ord", str(n)) for n in (4, 3, 2, 1, 0)]


def test_a_page_of_heavy_items_is_cut_to_what_an_answer_can_hold() -> None:
    heavy = [item(n, n, True) | {"details": "x" * 390_000} for n in range(20)]
    index = Index({"0": heavy})
    first = list_page(cast(Table, index), ["0"], PageRequest(limit=100))
    assert 0 < len(first.items) * 390_000 < 2_500_000
    assert walk(index, {"limit": 100}) == sorted((each["list_sk"] for each in heavy), reverse=True)


@given(st.from_regex(re.compile(r"[0-9]{1,12}"), fullmatch=True))
def test_a_cursor_comes_back_as_the_place_that_it_was(position: str) -> None:
    assert decode_cursor(encode_cursor(position, "a list"), re.compile(r"\d+"), "a list") == position


@given(st.text())
def test_text_that_no_list_gave_out_is_refused_and_nothing_else_happens(text: str) -> None:
    with suppress(MalformedRequest):
        position = decode_cursor(text, re.compile(r"\d{1,12}"), "a list")
        assert encode_cursor(position, "a list") == text.rstrip("=")


@pytest.mark.parametrize(("partitions", "index"), [(["0", "1"], LIST_INDEX), (["1"], LIST_INDEX), (["0"], DUE_INDEX)])
def test_a_cursor_of_another_list_is_refused(partitions: list[str], index: str) -> None:
    given_out = list_page(cast(Table, Index({"0": [item(n, n, True) for n in range(2)]})), ["0"], PageRequest(limit=1))
    with pytest.raises(MalformedRequest):
        list_page(cast(Table, Index({})), partitions, PageRequest(cursor=given_out.next_cursor), index)
