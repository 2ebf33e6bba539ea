"""Every list pages, filters and refuses alike."""

from typing import Any

import pytest

from infra_cdk.spec import Audience
from shared.runtime.http_routes import CREATED_AFTER, PAGING
from tests.functional.handlers.edge.lists import LISTS
from tests.functional.handlers.edge.routed import AUDIENCES, KEYS, call, endpoint_of
from tests.functional.handlers.shop import Shop
from tests.support.world import Answer

NOT_BY_FIELD = {"unread"}
"""Compares with nothing: ``read_at`` is null."""

EACH = pytest.mark.parametrize("key", sorted(LISTS))


@pytest.fixture
def filled(shop: Shop, key: str) -> Shop:
    """The shop with enough on this list."""
    LISTS[key].fill(shop)
    return shop


def read(shop: Shop, key: str, **query: Any) -> Answer:
    """A page of the list."""
    return call(key, me=shop.me, path=LISTS[key].path(shop), query=query)


def names(key: str, answer: Answer) -> list[Any]:
    """What a page shows."""
    assert answer.status == 200, answer.text
    return [entry[LISTS[key].identity] for entry in answer.json["data"]]


def test_every_route_that_pages_is_known_here() -> None:
    assert set(LISTS) == {key for key in KEYS if set(PAGING) & (endpoint_of(key).parameters or set())}


@EACH
def test_a_list_takes_limit_and_cursor_and_created_after_where_its_entries_have_a_time(key: str) -> None:
    parameters = endpoint_of(key).parameters or frozenset()
    assert parameters >= set(PAGING)
    assert (CREATED_AFTER in parameters) == (LISTS[key].made is not None)


@EACH
def test_a_list_goes_page_by_page_without_a_gap_or_a_repeat(filled: Shop, key: str) -> None:
    whole = names(key, read(filled, key, limit="100"))
    assert len(set(whole)) == len(whole) >= 3
    seen: list[Any] = []
    query = {"limit": "1"}
    for _ in range(3 * len(whole)):
        page = read(filled, key, **query)
        assert len(names(key, page)) <= 1
        seen += names(key, page)
        if page.json["next_cursor"] is None:
            break
        query["cursor"] = page.json["next_cursor"]
    assert seen == whole
    assert read(filled, key).json["next_cursor"] is None, "fifty unless it is said otherwise"


@EACH
def test_a_list_of_things_that_were_made_is_newest_first_and_can_begin_after_a_moment(filled: Shop, key: str) -> None:
    made = LISTS[key].made
    if made is None:
        assert CREATED_AFTER not in (endpoint_of(key).parameters or ())
        return
    entries = read(filled, key, limit="100").json["data"]
    assert [entry[made] for entry in entries] == sorted((entry[made] for entry in entries), reverse=True)
    for place, entry in enumerate(entries):
        later = names(key, read(filled, key, created_after=entry[made]))
        assert later == [each[LISTS[key].identity] for each in entries[:place]]
    assert read(filled, key, created_after="9999-12-31T23:59:59Z").json["data"] == []
    ever = names(key, read(filled, key, created_after="0001-01-01T00:00:00Z"))
    assert ever == [each[LISTS[key].identity] for each in entries], "also at the edge of the calendar"


@EACH
def test_a_limit_is_from_one_to_a_hundred(filled: Shop, key: str) -> None:
    for limit in ("0", "101", "-1", "ten", "1.0", "9" * 400):
        refused = read(filled, key, limit=limit)
        assert (refused.status, refused.json["errors"][0]["field"]) == (422, "limit"), limit


@EACH
def test_a_cursor_that_no_list_gave_out_is_400(filled: Shop, key: str) -> None:
    for cursor in ("x", "!", "Zm9v", "a" * 2_000, "ÿ", "MA"):
        refused = read(filled, key, cursor=cursor)
        assert (refused.status, refused.json["code"]) == (400, "invalid_cursor"), cursor


@EACH
def test_a_cursor_serves_its_own_list_alone(filled: Shop, key: str) -> None:
    """Places look alike: under another's cursor a list would begin somewhere, and look whole."""
    elsewhere = "GET /v1/exports" if key == "GET /v1/orders" else "GET /v1/orders"
    own = read(filled, key, limit="1").json["next_cursor"]
    path = LISTS[key].path(filled)
    LISTS[elsewhere].fill(filled)
    others = {"cursor": read(filled, elsewhere, limit="1").json["next_cursor"]}
    for wrong in (call(key, me=filled.me, path=path, query=others), read(filled, elsewhere, cursor=own)):
        assert (wrong.status, wrong.json["code"]) == (400, "invalid_cursor")


@pytest.mark.parametrize("key", sorted(key for key in LISTS if AUDIENCES[key] is Audience.MERCHANT))
def test_a_cursor_serves_its_own_merchant_alone(filled: Shop, key: str) -> None:
    other = Shop(filled.world, filled.world.merchant())
    query = {"cursor": read(filled, key, limit="1").json["next_cursor"]}
    wrong = call(key, me=other.me, path=LISTS[key].path(filled), query=query)
    assert (wrong.status, wrong.json["code"]) in ((400, "invalid_cursor"), (404, "not_found"))


@EACH
def test_created_after_is_a_moment(filled: Shop, key: str) -> None:
    for text in ("yesterday", "2026-11-22", "2026-W47-7T00:00:00Z", "20261122T000000Z", "2026-11-22T00:00:00"):
        refused = read(filled, key, created_after=text)
        assert (refused.status, refused.json["errors"][0]["field"]) == (422, "created_after"), text


@EACH
def test_a_filter_is_named_as_the_field_that_it_compares(filled: Shop, key: str) -> None:
    entries = read(filled, key, limit="100").json["data"]
    for name in sorted((endpoint_of(key).parameters or frozenset()) - {*PAGING, CREATED_AFTER, *NOT_BY_FIELD}):
        for value in {entry[name] for entry in entries}:
            shown = names(key, read(filled, key, limit="100", **{name: value}))
            assert shown == [entry[LISTS[key].identity] for entry in entries if entry[name] == value]
        other = read(filled, key, **{name: "nonsense"})
        refused = other.status == 422 and other.json["errors"][0]["field"] == name
        assert refused or names(key, other) == [], (name, other.text)
