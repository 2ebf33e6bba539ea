"""``payments`` of an order: what took its money, by which means, and where the provider books it."""

from tests.functional.handlers import jobs
from tests.functional.handlers.crashes import Interruptions
from tests.functional.handlers.linked import Linked
from tests.functional.handlers.own_account import ACCOUNT, OwnAccount
from tests.functional.handlers.purged_links import age
from tests.functional.handlers.shop import Shop
from tests.support.world import Json, World


def at_provider(world: World, account: str = "") -> tuple[Json, Json]:
    """The one charge that took money there, and the line of the balance that books it."""
    with world.stripe.server.lock:
        inside = world.stripe.simulator.world.account(account)
        (charge,) = [dict(each) for each in inside.charges.values() if each["status"] == "succeeded"]
        booked = inside.balance_transactions.get(charge["balance_transaction"])
    return charge, dict(booked or {})


def test_a_payment_by_link_names_the_card_and_what_the_provider_calls_the_money(world: World, shop: Shop) -> None:
    order = shop.order(4_590, collect="none")
    payment_id = shop.buy(order)
    (payment,) = shop.read(order)["payments"]
    charge, booked = at_provider(world)
    assert payment | {"created_at": "", "paid_at": "", "available_at": ""} == {
        "id": payment_id,
        "means": "checkout",
        "method": {"kind": "card", "brand": "visa", "last4": "4242"},
        "status": "succeeded",
        "amount": 4_590,
        "authorized_amount": None,
        "captured_amount": 4_590,
        "refunded_amount": 0,
        "disputed_amount": 0,
        "created_at": "",
        "authorized_at": None,
        "paid_at": "",
        "available_at": "",
        "provider": {
            "account": None,
            "payment_intent": charge["payment_intent"],
            "charge": charge["id"],
            "balance_transaction": booked["id"],
            "payout": None,
        },
    }
    assert payment["created_at"] < payment["paid_at"] == shop.read(order)["paid_at"]
    assert payment["available_at"] == "2026-11-24T03:12:42.000Z", "two days later, by the provider's word"


def test_credits_have_no_provider_and_are_available_at_once(world: World, shop: Shop) -> None:
    shop.consent()
    shop.fund(25_000)
    order = shop.order(4_590)
    world.settle_down()
    shown = shop.read(order)
    (payment,) = shown["payments"]
    assert (payment["means"], payment["method"], payment["provider"]) == ("credits", None, None)
    assert (payment["amount"], payment["captured_amount"]) == (4_590, 4_590)
    assert payment["paid_at"] == payment["available_at"] == shown["paid_at"]


def test_paypal_is_shown_from_when_it_is_submitted(world: World, shop: Shop) -> None:
    order = shop.order(collect="none")
    assert world.pay(shop.checkout(shop.link(order)), paypal="pending_paid").status_code == 303
    world.settle_down()
    (payment,) = shop.read(order)["payments"]
    assert (payment["status"], payment["amount"], payment["captured_amount"]) == ("processing", 4_590, 0)
    assert (payment["method"], payment["paid_at"], payment["available_at"]) == (None, None, None)
    world.pass_time(minutes=2)
    world.settle_down()
    (payment,) = shop.read(order)["payments"]
    assert (payment["status"], payment["captured_amount"]) == ("succeeded", 4_590)
    assert payment["method"] == {"kind": "paypal", "brand": None, "last4": None}
    assert payment["provider"]["charge"].startswith("py_")


def test_an_open_checkout_is_no_payment_yet(shop: Shop) -> None:
    order = shop.order(collect="none")
    shop.checkout(shop.link(order))
    assert shop.read(order)["payments"] == []


def test_a_saved_method_is_named_as_it_is_linked(world: World, shop: Shop, linked: Linked) -> None:
    linked.card("pm_card_mastercard")
    order = shop.order(collect="none")
    assert linked.pay(orders=[order]).json["status"] == "succeeded"
    (payment,) = shop.read(order)["payments"]
    charge, _ = at_provider(world)
    assert (payment["means"], payment["method"]["brand"]) == ("saved_method", "mastercard")
    provider = payment["provider"]
    assert (provider["payment_intent"], provider["charge"]) == (charge["payment_intent"], charge["id"])


def test_orders_of_one_payment_show_their_own_parts_and_what_went_back_of_them(world: World, shop: Shop) -> None:
    orders = [shop.order(amount, collect="none") for amount in (1_000, 2_500)]
    url = shop.pay(orders, method="checkout").json["checkout_url"]
    assert world.pay(url).status_code == 303
    world.settle_down()
    first, second = (shop.read(order)["payments"][0] for order in orders)
    assert first["id"] == second["id"]
    assert [each["amount"] for each in (first, second)] == [1_000, 2_500]
    assert shop.refund(first["id"], order=orders[1], amount=400).status == 201
    first, second = (shop.read(order)["payments"][0] for order in orders)
    assert [each["refunded_amount"] for each in (first, second)] == [0, 400]
    listed = {each["id"]: each["payments"] for each in shop.listed().json["data"]}
    assert [listed[order] for order in orders] == [[first], [second]]


def test_a_page_of_orders_reads_its_payments_at_once(world: World, shop: Shop, interruptions: Interruptions) -> None:
    shop.consent()
    shop.fund(25_000)
    for _ in range(3):
        shop.order(100)
        world.settle_down()
    with interruptions.counting() as calls:
        assert len({each["payments"][0]["id"] for each in shop.listed().json["data"]}) == 3
    assert calls.count("BatchGetItem") == 2, "the orders, then their payments"
    assert "GetItem" not in calls


def test_on_a_merchants_own_account_the_account_is_named(world: World, shop: Shop) -> None:
    OwnAccount(shop).connected()
    order = shop.order(collect="none")
    shop.buy(order)
    provider = shop.read(order)["payments"][0]["provider"]
    charge, booked = at_provider(world, ACCOUNT)
    assert provider == {
        "account": ACCOUNT,
        "payment_intent": charge["payment_intent"],
        "charge": charge["id"],
        "balance_transaction": booked["id"],
        "payout": None,
    }


def test_a_repeat_of_a_paid_order_shows_the_payment_as_reading_it_does(world: World, shop: Shop) -> None:
    order = shop.order(collect="none", external_id="o-9")
    shop.buy(order)
    again = shop.place(external_id="o-9", collect="none")
    assert again.status == 200
    assert again.json == shop.read(order)


def test_cancelling_and_changing_show_it_too(world: World, shop: Shop) -> None:
    shop.consent()
    shop.fund(25_000)
    order = shop.order(4_590)
    world.settle_down()
    cancelled = shop.cancel(order)
    assert cancelled.status == 200
    assert cancelled.json == shop.read(order)
    assert cancelled.json["payments"][0]["refunded_amount"] == 4_590


def test_what_was_paid_with_is_forgotten_with_the_link(world: World, shop: Shop) -> None:
    order = shop.order(collect="none")
    shop.buy(order)
    age(world)
    (payment,) = shop.read(order)["payments"]
    assert payment["method"] is None, "from that day on, whenever the job runs"
    jobs.purge()
    assert shop.read(order)["payments"] == [payment]
    assert payment["provider"]["charge"] is not None
