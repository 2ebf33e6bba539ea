"""What the shop has been paid, or has cancelled, is not collected, whatever else was said or done before."""

import pytest

from shared.shops.mapping.port import Rules, ShopState
from tests.functional.handlers.books import audit
from tests.functional.handlers.delivered import DOMAIN, ORDER, Delivered
from tests.functional.handlers.shop import Shop

UNPAID, PAID, CANCELLED = ShopState.UNPAID, ShopState.PAID, ShopState.CANCELLED


@pytest.fixture
def shop_side(shop: Shop) -> Delivered:
    """A connected shop."""
    return Delivered(shop)


def test_what_was_paid_in_the_shop_in_another_currency_is_never_collected(shop: Shop, shop_side: Delivered) -> None:
    shop_side.hears(UNPAID)
    assert shop_side.hears(PAID, 5_000, minute=1, currency="USD") == ("applied", "recorded")

    shop.consent()
    shop.fund(10_000)
    shop.world.settle_down()
    order = shop_side.order()
    assert (order["payment_status"], order["amount"], order["currency"]) == ("paid", 4_590, "EUR")
    assert shop.wallet()["balance"] == 10_000
    audit(shop.world)


def test_what_is_due_again_of_what_was_paid_in_the_shop_is_told(shop_side: Delivered) -> None:
    shop_side.hears(PAID, 4_590)
    rest = {"financial_status": "partially_paid", "total_outstanding": "45.90"}
    assert shop_side.hears(UNPAID, 9_180, minute=1, **rest) == ("conflict", "order_paid")


def test_an_order_placed_by_others_after_the_shop_cancelled_it_is_cancelled(shop: Shop, shop_side: Delivered) -> None:
    shop_side.hears(CANCELLED)
    shop.order(4_590, source=DOMAIN, external_id=str(ORDER))

    assert shop_side.hears(CANCELLED, minute=1) == ("applied", "cancelled")
    assert shop_side.order()["status"] == "cancelled"


@pytest.mark.parametrize("amount", [4_590, 5_000, 0])
def test_what_is_paid_in_the_shop_is_produced_as_it_was_paid(shop_side: Delivered, amount: int) -> None:
    pages = {"success": "https://paper-thread.example/thanks", "cancel": "https://paper-thread.example/cart"}
    old = {"email": "old@buyer.example"}
    shop_side.shop.order(4_590, source=DOMAIN, external_id=str(ORDER), collect="link", customer=old, return_urls=pages)
    assert shop_side.hears(PAID, amount, minute=1, email="new@buyer.example") == ("applied", "recorded")

    order = shop_side.order()
    assert (order["amount"], order["customer"]["email"]) == (amount, "new@buyer.example")
    assert order["amount_version"] == (1 if amount == 4_590 else 2)
    assert order["return_urls"] == pages, "of which the shop tells nothing"
    audit(shop_side.shop.world)


def test_an_order_that_is_here_is_followed_in_a_currency_that_is_taken_no_more(shop_side: Delivered) -> None:
    shop_side.hears(UNPAID)
    shop_side.change(rules=Rules(currencies=("USD",)))

    assert shop_side.hears(UNPAID, 5_000, minute=1) == ("applied", "changed")
    assert shop_side.hears(PAID, 5_000, minute=2) == ("applied", "recorded")
    assert shop_side.hears(UNPAID, minute=3, id=ORDER + 1) == ("rejected", "currency_not_taken")
