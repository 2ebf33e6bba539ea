"""Connected shops for real: a signed webhook over the network, through stream and queue, to an order that is paid."""

from collections.abc import Iterator

import pytest

from tests.support.caller import body_of, problem_of
from tests.support.connected_shop import SYSTEMS, ConnectedShop, connect
from tests.support.local_stack import LocalStack
from tests.support.shop import Json, Shop
from tests.support.waiting import eventually, never

pytestmark = pytest.mark.parametrize("system", SYSTEMS)


@pytest.fixture(autouse=True)
def quick(stack: LocalStack) -> Iterator[None]:
    """What was not done at once comes again soon."""
    with stack.queues.impatient():
        yield


def means(order: Json) -> list[str]:
    """By what it was paid."""
    return [payment["means"] for payment in order["payments"]]


def test_an_order_is_debited_from_credits_and_released(stack: LocalStack, funded: Shop, system: str) -> None:
    shop = connect(funded, system)
    sale = shop.sale(quantity=3, price=999)
    shop.tell(sale)
    order = shop.await_paid(sale)
    assert (order["amount"], order["currency"], means(order)) == (sale.amount, "EUR", ["credits"])
    assert (order["source"], order["external_id"]) == (shop.source, str(sale.id))
    assert sum(item["quantity"] * item["unit_amount"] for item in order["items"]) == 2_997
    assert funded.wallet()["balance"] == 10_000 - sale.amount
    (delivery,) = shop.await_outcomes("applied")
    assert (delivery["order_id"], delivery["shop_order"], delivery["reason"]) == (order["id"], str(sale.id), None)
    eventually(lambda: stack.times_released([order["id"]]), lambda told: told == {order["id"]: 1})


def test_an_order_comes_with_a_link_that_its_buyer_pays(shop: Shop, system: str) -> None:
    connected = connect(shop, system, collect="link")
    sale = connected.sale()
    connected.tell(sale)
    order = connected.await_order(sale, lambda each: each["payment_link"] is not None)
    shop.stripe.pay(shop.press_pay(order["payment_link"]))
    assert means(connected.await_paid(sale)) == ["checkout"]
    connected.tell(sale.then(state="paid"), "paid")
    assert {each["outcome"] for each in connected.await_decided(2)} == {"applied", "unchanged"}
    assert means(connected.await_paid(sale)) == ["checkout"], "the shop's word changes nothing that is settled"


def test_what_the_shop_was_paid_is_recorded_and_collected_by_nobody(
    stack: LocalStack, funded: Shop, system: str
) -> None:
    shop = connect(funded, system)
    at_once, later = shop.sale(state="paid"), shop.sale(price=90_000)
    shop.tell(at_once)
    shop.tell(later)
    shop.await_order(later, lambda order: order["unpaid_reason"] == "insufficient_credits")
    shop.tell(later.then(state="paid"), "paid")
    orders = [shop.await_paid(sale) for sale in (at_once, later)]
    assert [(means(order), order["status"]) for order in orders] == [(["external"], "completed")] * 2
    assert [order["payments"][0]["amount"] for order in orders] == [at_once.amount, later.amount]
    assert funded.wallet()["balance"] == 10_000
    ids = [order["id"] for order in orders]
    eventually(lambda: stack.times_released(ids), lambda told: told == dict.fromkeys(ids, 1))


def test_an_order_that_is_cancelled_while_it_waits_is_never_debited(shop: Shop, system: str) -> None:
    shop.consent()
    connected = connect(shop, system)
    sale = connected.sale()
    connected.tell(sale)
    connected.await_order(sale, lambda order: order["unpaid_reason"] == "insufficient_credits")
    connected.tell(sale.then(state="cancelled"), "cancelled")
    connected.await_order(sale, lambda order: order["status"] == "cancelled")
    shop.top_up(10_000)
    body_of(shop.api.post("/v1/wallets/EUR/drain"), 200, 202)
    never(shop.wallet, lambda wallet: wallet["balance"] != 10_000)
    assert connected.shop.read_order(connected.order_id(sale))["payment_status"] == "unpaid"


def test_what_credits_paid_comes_back_when_the_shop_cancels(funded: Shop, system: str) -> None:
    shop = connect(funded, system)
    sale = shop.sale()
    shop.tell(sale)
    shop.await_paid(sale)
    shop.tell(sale.then(state="cancelled"), "cancelled")
    order = shop.await_order(sale, lambda each: each["status"] == "cancelled")
    assert order["payment_status"] == "refunded"
    assert funded.wallet()["balance"] == 10_000


def test_what_a_buyer_paid_is_not_sent_back_by_itself_and_the_merchant_is_told(
    stack: LocalStack, shop: Shop, system: str
) -> None:
    connected = connect(shop, system, collect="link")
    sale = connected.sale()
    connected.tell(sale)
    order = connected.await_order(sale, lambda each: each["payment_link"] is not None)
    shop.stripe.pay(shop.press_pay(order["payment_link"]))
    payment = connected.await_paid(sale)["payments"][0]["id"]
    connected.tell(sale.then(state="cancelled"), "cancelled")
    newest, _ = connected.await_outcomes("conflict", "applied")
    assert (newest["reason"], newest["order_id"]) == ("refund_required", order["id"])

    body_of(stack.operator.post(f"/v1/payments/{payment}/refunds", {}), 201)
    shop.await_order(order["id"], lambda each: each["payment_status"] == "refunded")
    body_of(shop.api.post(f"{connected.path}/deliveries/{newest['id']}/replay"), 202)
    connected.await_order(sale, lambda each: each["status"] == "cancelled")


def test_an_edited_order_replaces_its_link(shop: Shop, system: str) -> None:
    connected = connect(shop, system, collect="link")
    sale = connected.sale()
    connected.tell(sale)
    before = connected.await_order(sale, lambda each: each["payment_link"] is not None)
    after = sale.then(quantity=sale.quantity + 2)
    connected.tell(after, "updated")
    order = connected.await_order(after, lambda each: each["payment_link"] not in (None, before["payment_link"]))
    assert (order["amount"], order["amount_version"]) == (after.amount, before["amount_version"] + 1)
    assert shop.api.http.post(f"{before['payment_link']}/checkout").status_code != 303, "the old link is closed"
    shop.stripe.pay(shop.press_pay(order["payment_link"]))
    assert connected.await_paid(after)["payments"][0]["amount"] == after.amount


def test_redelivered_and_reordered_nothing_happens_twice_and_the_newest_word_counts(funded: Shop, system: str) -> None:
    shop = connect(funded, system)
    sale = shop.sale()
    after = sale.then(quantity=1)
    update, create = shop.front.announcement(after, "updated"), shop.front.announcement(sale, "created")
    for announcement in (update, update, create, update, create):
        shop.send(announcement)
    found = shop.await_outcomes("applied", "stale")
    assert {each["topic"].rpartition("/")[2].rpartition(".")[2]: each["outcome"] for each in found} in (
        {"updated": "applied", "create": "stale"},
        {"updated": "applied", "created": "stale"},
    )
    assert shop.await_paid(after)["amount"] == after.amount
    assert funded.wallet()["balance"] == 10_000 - after.amount


def test_a_late_create_does_not_revive_what_was_cancelled_before_it(funded: Shop, system: str) -> None:
    shop = connect(funded, system)
    sale = shop.sale()
    shop.tell(sale.then(state="cancelled"), "cancelled")
    shop.await_decided(1)
    shop.tell(sale)
    outcomes = {each["outcome"] for each in shop.await_decided(2)}
    assert "stale" in outcomes
    problem_of(funded.api.get(f"/v1/orders/{shop.order_id(sale)}"), 404, "not_found")
    assert funded.wallet()["balance"] == 10_000


def test_what_was_rejected_is_shown_with_its_reason_and_taken_after_a_change(funded: Shop, system: str) -> None:
    shop = connect(funded, system, currencies=["CHF"])
    sales = [shop.sale(), shop.sale()]
    announcements = [shop.front.announcement(sale, "created") for sale in sales]
    for announcement in announcements:
        shop.send(announcement)
    rejected = shop.await_outcomes("rejected", "rejected")
    shown = {shop.read_delivery(each["id"])["body"].encode() for each in rejected}
    assert shown == {announcement.body for announcement in announcements}, "kept whole"
    assert all(each["reason"] and each["message"] for each in rejected)
    assert all("mira@buyer.example" not in str(each) for each in rejected), "no buyer in a reason"

    shop.change(currencies=None)
    body_of(funded.api.post(f"{shop.path}/deliveries/{rejected[0]['id']}/replay"), 202)
    shop.await_outcomes("applied", "rejected")
    body_of(funded.api.post(f"{shop.path}/deliveries/replay", {"outcome": "rejected"}), 202)
    shop.await_outcomes("applied", "applied")
    for sale in sales:
        shop.await_paid(sale)
    problem_of(funded.api.post(f"{shop.path}/deliveries/{rejected[0]['id']}/replay"), 409, "not_replayable")


def test_while_paused_everything_is_kept_and_later_taken(funded: Shop, system: str) -> None:
    shop = connect(funded, system)
    assert shop.change(paused=True)["paused_at"]
    sales = [shop.sale() for _ in range(3)]
    for sale in sales:
        shop.tell(sale)
    shop.tell(sales[0].then(state="cancelled"), "cancelled")
    shop.await_outcomes(*["held"] * 4)
    assert list(funded.api.listed("/v1/orders", source=shop.source)) == []

    assert shop.change(paused=False)["paused_at"] is None
    for sale in sales[1:]:
        shop.await_paid(sale)
    shop.await_decided(4)
    last = funded.api.get(f"/v1/orders/{shop.order_id(sales[0])}")
    assert last.status_code == 404 or last.json()["status"] == "cancelled"
    eventually(funded.wallet, lambda wallet: wallet["balance"] == 10_000 - sum(sale.amount for sale in sales[1:]))


def test_a_test_delivery_goes_the_whole_way_and_makes_no_order(funded: Shop, system: str) -> None:
    shop = connect(funded, system, test_orders=True)
    begun = body_of(funded.api.post(f"{shop.path}/test"), 202)
    (found,) = shop.await_outcomes("ignored")
    assert (found["id"], found["reason"]) == (begun["id"], "test_order")
    assert found["message"], "it says what order it would have been"
    assert list(funded.api.listed("/v1/orders", source=shop.source)) == []


def test_a_connection_that_was_removed_takes_nothing(funded: Shop, system: str) -> None:
    shop: ConnectedShop = connect(funded, system)
    assert funded.api.delete(shop.path).status_code == 204
    problem_of(shop.post(shop.front.announcement(shop.sale(), "created")), 401, "invalid_signature")
    problem_of(funded.api.get(shop.path), 404, "not_found")
