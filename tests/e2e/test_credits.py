"""Paying from credits: consent, debit, journal, release."""

from concurrent.futures import ThreadPoolExecutor

from local.demo.books import check_wallet
from tests.support.caller import body_of
from tests.support.local_stack import LocalStack
from tests.support.shop import Shop
from tests.support.waiting import eventually, never


def test_an_order_leaves_paid_from_credits(stack: LocalStack, funded: Shop) -> None:
    order = funded.place(amount=4_200, items=[{"description": "Poster", "quantity": 1, "unit_amount": 4_200}])

    paid = funded.await_paid(order["id"])

    assert paid["released_at"] == paid["paid_at"] is not None
    assert [(payment["means"], payment["amount"]) for payment in paid["payments"]] == [("credits", 4_200)]
    assert funded.wallet()["balance"] == 5_800
    [event] = eventually(lambda: stack.released(order["id"]), lambda events: len(events) > 0)
    assert (event["source"], event["detail-type"]) == ("orderpay", "order.released")
    assert event["detail"]["merchant_id"] == funded.id
    assert (event["detail"]["data"]["amount"], event["detail"]["data"]["currency"]) == (4_200, "EUR")


def test_without_enough_credits_an_order_waits(stack: LocalStack, funded: Shop) -> None:
    too_much = funded.place(amount=10_001)
    within = funded.place(amount=9_999)

    waiting = funded.await_reason(too_much["id"], "insufficient_credits")
    funded.await_paid(within["id"])

    assert (waiting["payment_status"], waiting["shortfall"]) == ("unpaid", 1)
    assert stack.released(too_much["id"]) == []


def test_without_consent_nothing_is_debited(shop: Shop) -> None:
    shop.top_up(5_000)

    shop.await_reason(shop.place(amount=100)["id"], "auto_debit_off")

    assert shop.wallet()["balance"] == 5_000


def test_consent_that_was_taken_back_counts_from_then_on(funded: Shop) -> None:
    funded.await_paid(funded.place(amount=100)["id"])
    withdrawn = funded.consent(enabled=False)

    funded.await_reason(funded.place(amount=100)["id"], "auto_debit_off")

    assert withdrawn["auto_debit"]["enabled"] is False
    assert funded.wallet()["balance"] == 9_900


def test_consent_is_a_record(shop: Shop) -> None:
    agreed = shop.consent()["auto_debit"]

    assert (agreed["terms"], agreed["accepted_by"]) == ("v1", "owner")
    assert agreed["accepted_at"].endswith("Z")
    answer = shop.api.patch("/v1/wallets/EUR", {"auto_debit": {"enabled": True}})
    assert answer.status_code == 422


def test_many_orders_at_once_are_each_debited_once(stack: LocalStack, funded: Shop) -> None:
    with ThreadPoolExecutor(8) as pool:
        orders = list(pool.map(lambda _: funded.place(amount=300), range(40)))
    funds = 10_000 // 300

    done = [funded.await_order(order["id"], _is_decided) for order in orders]

    assert sum(order["payment_status"] == "paid" for order in done) == funds
    assert funded.wallet()["balance"] == 10_000 - funds * 300
    wallet, pages = funded.wallet(), funded.journal()
    assert check_wallet("shop", wallet, pages).faults == ()
    assert sum(len(page["lines"]) for page in pages) == 1 + funds
    paid = [order["id"] for order in done if order["payment_status"] == "paid"]
    eventually(lambda: [len(stack.released(order_id)) for order_id in paid], all)


def test_wallets_of_other_currencies_stay_apart(stack: LocalStack) -> None:
    shop = stack.new_shop("KWD")
    shop.consent()
    shop.top_up(12_340)

    shop.await_paid(shop.place(amount=12_340)["id"])
    euros = shop.place(amount=100, currency="EUR")

    shop.await_reason(euros["id"], "auto_debit_off")
    assert {wallet["currency"]: wallet["balance"] for wallet in shop.api.listed("/v1/wallets")} == {"KWD": 0}


def test_a_replayed_order_is_not_debited_again(funded: Shop) -> None:
    body = funded.order(amount=1_000)
    first = funded.api.post("/v1/orders", body).json()
    funded.await_paid(first["id"])

    replay = funded.api.post("/v1/orders", body)

    assert (replay.status_code, replay.json()["payment_status"]) == (200, "paid")
    never(funded.wallet, lambda wallet: wallet["balance"] != 9_000)


def _is_decided(order: dict[str, object]) -> bool:
    return order["payment_status"] == "paid" or order["unpaid_reason"] is not None


def test_a_top_up_drains_what_waits_if_the_merchant_chose_that(shop: Shop) -> None:
    shop.consent()
    body_of(shop.api.patch("/v1/wallets/EUR", {"drain_after_top_up": True}), 200)
    first, large, last = (shop.place(amount=amount)["id"] for amount in (1_000, 9_000, 500))
    for order in (first, large, last):
        shop.await_reason(order, "insufficient_credits")

    shop.stripe.pay(shop.start_top_up(2_000)["checkout_url"])

    shop.await_paid(first)
    shop.await_paid(last)
    assert shop.read_order(large)["shortfall"] == 9_000
    preview = body_of(shop.api.post("/v1/wallets/EUR/drain", {"dry_run": True}), 200)
    assert (preview["would_pay"], preview["balance_after"]) == ([], 500)


def test_resuming_pays_what_came_in_during_the_pause(funded: Shop) -> None:
    body_of(funded.api.patch("/v1/wallets/EUR", {"paused": True}), 200)
    order = funded.place(amount=700)["id"]
    funded.await_reason(order, "paused")

    body_of(funded.api.patch("/v1/wallets/EUR", {"paused": False}), 200)

    funded.await_paid(order)
