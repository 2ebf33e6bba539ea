"""How much to pay in, told by the wallet itself, and true when it is done."""

import pytest

from shared.payments.credits import advising
from tests.functional.handlers.books import audit
from tests.functional.handlers.shop import Shop


def place(shop: Shop, *amounts: int) -> list[str]:
    orders = []
    for amount in amounts:
        orders.append(shop.order(amount))
        shop.world.pass_time(seconds=1)
    shop.world.settle_down()
    return orders


def test_the_advice_is_followed_and_comes_true(shop: Shop) -> None:
    shop.consent()
    shop.change_wallet(drain_after_top_up=True)
    shop.fund(1_000)
    orders = place(shop, 3_000, 4_000, 2_000, 1_500)
    advice = shop.advice().json
    assert advice["waiting"] == {"orders": 4, "amount": 10_500, "more": False}
    assert (advice["covered"], advice["top_up_to_clear_all"]) == (0, 9_500)
    assert advice["clears"] == [
        {"top_up": 500, "orders": 1},
        {"top_up": 3_500, "orders": 2},
        {"top_up": 9_500, "orders": 4},
    ]
    shop.fund(3_500)
    shop.world.settle_down()
    assert [shop.read(order)["payment_status"] for order in orders] == ["paid", "unpaid", "unpaid", "paid"]
    audit(shop.world)


def test_orders_that_money_does_not_clear_are_told_apart(shop: Shop) -> None:
    shop.consent()
    shop.change_wallet(limits={"per_order": 5_000, "per_day": 6_000})
    place(shop, 9_000, 4_000, 3_000)
    advice = shop.advice().json
    assert advice["clears"] == [{"top_up": 3_000, "orders": 1}]
    assert advice["blocked_by_limits"] == {"always": 1, "until_tomorrow": 1}
    assert advice["top_up_to_clear_all"] == 7_000


def test_the_runway_counts_what_orders_took_in_thirty_days_less_what_came_back(shop: Shop) -> None:
    shop.consent()
    shop.fund(100_000)
    place(shop, 50_000)
    shop.world.pass_time(days=40)
    kept, cancelled = place(shop, 6_000, 9_000)
    shop.cancel(cancelled)
    advice = shop.advice().json
    assert (advice["average_daily_spend"], advice["runway_days"]) == (200, 220)
    assert shop.read(kept)["payment_status"] == "paid"


def test_a_wallet_younger_than_that_is_averaged_over_its_life(shop: Shop) -> None:
    shop.consent()
    shop.fund(10_000)
    place(shop, 1_000)
    assert shop.advice().json["average_daily_spend"] == 1_000
    shop.world.pass_time(days=4)
    advice = shop.advice().json
    assert (advice["average_daily_spend"], advice["runway_days"]) == (249, 36)


def test_a_busy_wallet_is_averaged_over_the_pages_that_are_read(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(advising, "_MOST_PAGES", 4)
    monkeypatch.setattr(advising, "_BATCH", 2)
    shop.consent()
    shop.fund(10_000)
    for _ in range(6):
        shop.world.pass_time(hours=6)
        place(shop, 100)
    advice = shop.advice().json
    assert 500 <= advice["average_daily_spend"] <= 600  # 400 in the 18 hours since the fourth page from the end.


def test_an_untouched_wallet_has_nothing_to_advise(shop: Shop) -> None:
    advice = shop.advice("USD").json
    assert (advice["clears"], advice["top_up_to_clear_all"], advice["runway_days"]) == ([], 0, None)
    assert advice["stopped"] == "auto_debit_off"
    assert shop.advice("XXX").status == 404
