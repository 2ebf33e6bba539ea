"""Lists of orders: filters, cursors, and the unpaid queue."""

import base64

import pytest

from tests.functional.handlers.shop import Shop
from tests.support.world import Json, World


def walk(shop: Shop, **query: str) -> list[Json]:
    """Every order of a list, page by page."""
    found: list[Json] = []
    cursor: dict[str, str] = {}
    while True:
        answer = shop.listed(**query, **cursor)
        assert answer.status == 200, answer.text
        found += answer.json["data"]
        if answer.json["next_cursor"] is None:
            return found
        cursor = {"cursor": answer.json["next_cursor"]}


def test_all_orders_come_once_newest_first_whatever_the_page_size(world: World, shop: Shop) -> None:
    shop.consent()
    shop.fund(300)
    orders = [shop.order(100) for _ in range(7)]
    world.settle_down()
    for limit in ("1", "2", "3", "100"):
        assert [order["id"] for order in walk(shop, limit=limit)] == orders[::-1]


def test_the_unpaid_queue_tells_reasons_and_shortfall(world: World, shop: Shop) -> None:
    shop.consent()
    shop.fund(300)
    paid, short = shop.order(200), shop.order(250)
    other = shop.order(100, collect="none")
    world.settle_down()
    queue = [(order["id"], order["unpaid_reason"], order["shortfall"]) for order in walk(shop, payment_status="unpaid")]
    assert queue == [(other, "auto_debit_off", None), (short, "insufficient_credits", 150)]
    assert [order["id"] for order in walk(shop, payment_status="paid", limit="1")] == [paid]


def test_filters_by_source_and_time_hold_across_pages(world: World, shop: Shop) -> None:
    old = shop.order(source="etsy")
    since = world.clock.now().isoformat().replace("+00:00", "Z")
    world.pass_time(seconds=5)
    wanted = [shop.order(source="etsy") for _ in range(3)]
    shop.order(source="shopify")
    listed = walk(shop, source="etsy", created_after=since, limit="1")
    assert [order["id"] for order in listed] == wanted[::-1]
    assert old in [order["id"] for order in walk(shop, source="etsy")]


def test_the_instant_of_an_order_is_not_after_itself(shop: Shop) -> None:
    first, second = shop.order(), shop.order()
    at = shop.read(first)["created_at"]
    assert [order["id"] for order in walk(shop, created_after=at)] == [second]


def test_a_list_shows_only_the_callers_orders(world: World, shop: Shop) -> None:
    Shop(world, world.merchant()).order()
    assert walk(shop) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("limit", "0"),
        ("limit", "101"),
        ("limit", "ten"),
        ("limit", "-1"),
        ("limit", "1.5"),
        ("limit", ""),
        ("payment_status", "unpayed"),
        ("created_after", "yesterday"),
        ("created_after", "2026-11-22T00:00:00"),
        ("created_after", "0001-01-01T00:00:00+14:00"),
    ],
)
def test_a_parameter_that_means_nothing_is_422_by_name(shop: Shop, name: str, value: str) -> None:
    answer = shop.listed(**{name: value})
    assert (answer.status, answer.json["errors"][0]["field"]) == (422, name)


@pytest.mark.parametrize("cursor", ["!", "a", "????", base64.urlsafe_b64encode(b"\xff\xfe").decode()])
def test_a_cursor_that_no_list_gave_out_is_400(shop: Shop, cursor: str) -> None:
    answer = shop.listed(cursor=cursor)
    assert (answer.status, answer.json["code"]) == (400, "invalid_cursor")


@pytest.mark.parametrize("position", ["x", "-1", "1" * 5_000])
def test_a_journal_cursor_that_is_no_page_number_is_400(shop: Shop, position: str) -> None:
    answer = shop.journal(cursor=base64.urlsafe_b64encode(position.encode()).decode())
    assert (answer.status, answer.json["code"]) == (400, "invalid_cursor")
