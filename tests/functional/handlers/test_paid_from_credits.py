"""The shortest way of money: credits bought, an order in, paid, and production told."""

from tests.functional.handlers.books import audit
from tests.functional.handlers.shop import Shop
from tests.support.world import World


def test_an_order_is_paid_from_credits(world: World, shop: Shop) -> None:
    shop.consent()
    shop.fund(25_000)
    order = shop.order(4_590)
    world.settle_down()
    shown = shop.read(order)
    assert (shown["status"], shown["payment_status"], shown["unpaid_reason"]) == ("completed", "paid", None)
    assert shown["paid_at"] == shown["released_at"] is not None
    (payment,) = shown["payments"]
    assert (payment["means"], payment["amount"], payment["status"]) == ("credits", 4_590, "succeeded")
    (told,) = world.released()
    assert told["data"]["order_id"] == order
    assert told["merchant_id"] == shop.id
    assert shop.wallet()["balance"] == 25_000 - 4_590
    audit(world)


def test_a_payment_names_the_page_that_moved_the_wallet_for_it(world: World, shop: Shop) -> None:
    shop.consent()
    shop.fund(10_000)
    shop.order(1_000)
    world.settle_down()
    shop.pay([shop.order(2_000)])
    shop.pay([shop.order(50_000)])

    pages = {page["number"]: page["payment_id"] for page in world.items("page")}
    assert sorted(pages) == [1, 2, 3]
    assert pages == {item["page"]: item["id"] for item in world.items("payment") if "page" in item}
