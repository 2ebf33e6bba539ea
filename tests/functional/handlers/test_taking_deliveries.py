"""What a connected shop says becomes an order, a change, a cancellation, or a reason why not."""

import pytest

from shared.shops.delivery import TEST_EVENT, Outcome
from shared.shops.mapping.port import ShopState
from shared.table.port import Delete
from shared.table.shop_keys import connection_key, delivery_key
from tests.functional.handlers.books import audit
from tests.functional.handlers.delivered import DOMAIN, ORDER, Delivered
from tests.functional.handlers.shop import Shop
from tests.support.aws import client

UNPAID, PAID, RESERVED, CANCELLED = ShopState.UNPAID, ShopState.PAID, ShopState.RESERVED, ShopState.CANCELLED


@pytest.fixture
def shop_side(shop: Shop) -> Delivered:
    """A connected shop."""
    return Delivered(shop)


def test_an_order_of_the_shop_is_an_order_here(shop: Shop, shop_side: Delivered) -> None:
    shop.consent()
    shop.fund(10_000)

    assert shop_side.hears(UNPAID, 4_590, email="mira@buyer.example") == ("applied", "created")

    shop.world.relay()
    shop.world.debit()
    order = shop_side.order()
    assert (order["source"], order["external_id"], order["amount"]) == (DOMAIN, str(ORDER), 4_590)
    assert order["customer"]["email"] == "mira@buyer.example"
    assert order["payment_status"] == "paid"
    assert shop.wallet()["balance"] == 10_000 - 4_590
    audit(shop.world)


def test_one_to_collect_by_link_has_its_link(shop: Shop) -> None:
    shop_side = Delivered(shop, collect="link")

    assert shop_side.hears(UNPAID) == ("applied", "created")
    link = shop_side.order()["payment_link"]
    assert shop.page({"url": link}) == "open"

    assert shop_side.hears(UNPAID, 5_000, minute=1) == ("applied", "changed")
    assert shop_side.order()["payment_link"] != link
    assert shop_side.hears(CANCELLED, minute=2) == ("applied", "cancelled")
    shop.world.settle_down()
    assert shop_side.order()["status"] == "cancelled"


def test_a_change_closes_what_is_open_at_the_old_amount(shop: Shop) -> None:
    shop_side = Delivered(shop, collect="link")
    shop_side.hears(UNPAID)
    url = shop.checkout({"url": shop_side.order()["payment_link"]})

    assert shop_side.hears(UNPAID, 5_000, minute=1) == ("applied", "changed")

    assert shop.world.pay(url).status_code == 410
    assert (shop_side.order()["amount"], shop_side.order()["amount_version"]) == (5_000, 2)


def test_what_the_shop_tells_no_more_is_gone(shop_side: Delivered) -> None:
    shop_side.hears(UNPAID, email="mira@buyer.example", name="#1001")
    assert shop_side.hears(UNPAID, minute=1, name="#1001") == ("applied", "changed")

    order = shop_side.order()
    assert "customer" not in order
    assert order["amount_version"] == 1


def test_what_says_nothing_new_changes_nothing(shop_side: Delivered) -> None:
    shop_side.hears(UNPAID)
    before = shop_side.order()

    assert shop_side.hears(UNPAID, minute=5, fulfillment_status="fulfilled") == ("unchanged", None)
    assert shop_side.hears(UNPAID, 9_900, minute=4) == ("stale", None), "it is older than what said nothing new"
    assert shop_side.order() == before


def test_what_was_paid_in_the_shop_is_recorded_and_never_collected(shop: Shop, shop_side: Delivered) -> None:
    shop.consent()
    shop.fund(10_000)
    assert shop_side.hears(PAID) == ("applied", "recorded")
    assert shop_side.hears(PAID, minute=1, id=ORDER + 1) == ("applied", "recorded")
    assert shop_side.hears(UNPAID, minute=0, id=ORDER + 1) == ("stale", None)
    assert shop_side.hears(PAID, 0, id=ORDER + 2) == ("applied", "recorded"), "what is free is produced, too"

    shop.world.settle_down()
    assert shop_side.order()["payment_status"] == "paid"
    assert shop.wallet()["balance"] == 10_000
    audit(shop.world)


def test_what_waits_here_and_is_paid_in_the_shop_is_settled_by_that(shop: Shop) -> None:
    shop_side = Delivered(shop, collect="link")
    shop_side.hears(UNPAID)
    url = shop.checkout({"url": shop_side.order()["payment_link"]})

    assert shop_side.hears(PAID, 4_000, minute=1) == ("applied", "recorded")
    assert shop.world.pay(url).status_code == 410
    assert (shop_side.order()["payment_status"], shop_side.order()["amount"]) == ("paid", 4_000)
    assert shop_side.hears(PAID, 4_000, minute=2, email="mira@buyer.example") == ("unchanged", "paid_here")
    assert shop_side.hears(CANCELLED, minute=3) == ("applied", "cancelled")
    audit(shop.world)


def test_what_is_paid_here_stays_as_it_is(shop: Shop, shop_side: Delivered) -> None:
    shop.consent()
    shop.fund(10_000)
    shop_side.hears(UNPAID)
    shop.world.relay()
    shop.world.debit()

    assert shop_side.hears(UNPAID, 4_590, minute=1, email="mira@buyer.example") == ("unchanged", "paid_here")
    assert shop_side.hears(UNPAID, 9_900, minute=2) == ("conflict", "order_paid")
    assert shop_side.hears(PAID, 4_590, minute=3) == ("unchanged", "paid_here")
    assert shop_side.hears(CANCELLED, minute=4) == ("applied", "cancelled"), "credits are given back"
    assert shop.wallet()["balance"] == 10_000
    assert shop_side.hears(UNPAID, minute=5) == ("conflict", "order_cancelled")


def test_what_a_buyer_paid_is_refunded_before_it_is_cancelled(shop: Shop) -> None:
    shop_side = Delivered(shop, collect="link")
    shop_side.hears(UNPAID)
    shop.world.pay(shop.checkout({"url": shop_side.order()["payment_link"]}))
    shop.world.settle_down()

    cancelled = shop_side.says(CANCELLED, minute=1)
    shop_side.take()
    assert shop_side.became(cancelled) == ("conflict", "refund_required")
    assert shop_side.hears(UNPAID, 9_900, minute=0) == ("stale", None), "what the shop wants now is the cancellation"

    (payment,) = shop_side.order()["payments"]
    assert shop.refund(payment["id"]).status == 201
    shop.world.settle_down()
    shop_side.walk(Outcome.CONFLICT)
    shop_side.settle()
    assert shop_side.became(cancelled) == ("applied", "cancelled")


def test_a_cancellation_that_comes_first_makes_the_order_that_comes_after_it_stale(shop_side: Delivered) -> None:
    assert shop_side.hears(CANCELLED, minute=1) == ("applied", "remembered")
    assert shop_side.hears(UNPAID, minute=0) == ("stale", None)
    assert shop_side.shop.listed().json["data"] == []


def test_what_the_shop_holds_itself_is_left_alone(shop_side: Delivered) -> None:
    assert shop_side.hears(RESERVED, minute=1) == ("ignored", "reserved_in_shop")
    assert shop_side.hears(UNPAID, minute=0) == ("stale", None)
    assert shop_side.hears(PAID, minute=2) == ("applied", "recorded")


def test_an_order_that_an_integration_placed_is_changed_as_any_other(shop: Shop, shop_side: Delivered) -> None:
    shop.order(4_590, source=DOMAIN, external_id=str(ORDER))

    assert shop_side.hears(UNPAID, 5_000) == ("applied", "changed")
    assert shop_side.hears(UNPAID, 5_000, minute=1, currency="USD") == ("rejected", "currency_changed")
    assert shop_side.hears(UNPAID, 5_000, minute=0) == ("stale", None)
    assert shop_side.order()["amount"] == 5_000


def test_what_no_order_can_be_is_rejected_by_field(shop_side: Delivered) -> None:
    too_much = shop_side.says(UNPAID, 9_999_999_999)
    shop_side.take()

    assert shop_side.found(too_much).outcome is Outcome.REJECTED
    assert shop_side.found(too_much).errors
    broken = shop_side.delivers(b"[1, 2]")
    shop_side.take()
    assert shop_side.became(broken) == ("rejected", "malformed_json")
    assert shop_side.hears(UNPAID, minute=1) == ("applied", "created")


def test_a_test_delivery_says_what_order_it_would_have_been(shop_side: Delivered) -> None:
    body = {
        "id": ORDER,
        "updated_at": "2026-11-22T03:12:42Z",
        "test": True,
        "currency": "EUR",
        "financial_status": "pending",
        "total_price_set": {"shop_money": {"amount": "45.90", "currency_code": "EUR"}},
    }
    asked = shop_side.delivers(body, event=TEST_EVENT)
    real = shop_side.delivers(body)
    shop_side.change(rules=type(shop_side.connection.rules)(test_orders=True))
    again = shop_side.delivers(body, event=TEST_EVENT)
    shop_side.take()

    for delivery in (asked, again):
        found = shop_side.found(delivery)
        assert (found.outcome, found.reason) == (Outcome.IGNORED, "test_order")
        assert found.message == "would be an order that is unpaid in the shop, of 45.90 EUR"
    assert shop_side.became(real) == ("applied", "created"), "the connection takes tests by then"


def test_a_body_in_the_bucket_is_read_from_there(shop_side: Delivered) -> None:
    delivery = shop_side.says(UNPAID)
    found = shop_side.found(delivery)
    assert found.body is not None
    shop_side.shop.world.table.delete(Delete(delivery_key(delivery)))
    client("s3").put_object(Bucket="orderpay-test", Key=found.object_key, Body=found.body.encode())
    shop_side.keep(found, body=None)
    shop_side.take()

    assert shop_side.became(delivery) == ("applied", "created")


def test_a_shop_that_is_not_connected_any_more_makes_no_orders(shop_side: Delivered) -> None:
    delivery = shop_side.says(UNPAID)
    shop_side.shop.world.table.delete(Delete(connection_key(shop_side.id)))
    shop_side.take()

    assert shop_side.became(delivery) == ("ignored", "connection_removed")


def test_a_delivery_that_is_forgotten_is_nothing(shop_side: Delivered) -> None:
    delivery = shop_side.says(UNPAID)
    shop_side.shop.world.relay()
    shop_side.shop.world.table.delete(Delete(delivery_key(delivery)))

    assert shop_side.take() == {}
    assert shop_side.shop.listed().json["data"] == []


def test_what_is_in_trouble_holds_up_its_own_order_only(shop_side: Delivered) -> None:
    bad, behind, other = (shop_side.says(UNPAID, minute=at, id=order) for at, order in ((0, 7), (1, 7), (0, 8)))
    shop_side.keep(shop_side.found(bad), body="no packed body")

    left = shop_side.take()

    assert len(left) == 2, "the one that cannot be unpacked, and the one behind it"
    assert [shop_side.became(each)[0] for each in (bad, behind, other)] == ["received", "received", "applied"]


def test_of_two_in_one_second_the_one_that_came_later_counts(shop_side: Delivered) -> None:
    first, second = shop_side.says(UNPAID, 1_000), shop_side.says(UNPAID, 2_000)
    shop_side.take()

    assert [shop_side.became(each) for each in (first, second)] == [("applied", "created"), ("applied", "changed")]
    assert shop_side.order()["amount"] == 2_000
    shop_side.take_up(first)
    assert shop_side.became(first) == ("stale", None), "a replay of what was said before"
    assert shop_side.order()["amount"] == 2_000
