"""Refunds, banks and surplus of the same money at the same time; old looks, copied names, refusals that were none."""

import pytest

from tests.functional.handlers.crashes import Interruptions
from tests.functional.handlers.jobs import ONE, bring_back
from tests.functional.handlers.provider_side import ProviderSide
from tests.functional.handlers.shop import Shop
from tests.functional.handlers.surplus_made import lost_link_payment, prefer_credit, surplus

NO_ANSWER = {"kind": "timeout", "method": "POST", "path": "/v1/refunds", "count": 2}


def test_an_old_look_at_a_refund_changes_nothing(
    shop: Shop, provider: ProviderSide, interruptions: Interruptions
) -> None:
    order = shop.order()
    refund = provider.refund(shop.buy(order))
    (created,) = [event for event in shop.world.stripe_events() if event["type"] == "refund.created"]

    def meanwhile() -> None:
        provider.fail_refund(refund["id"])
        shop.world.deliver_webhooks()

    interruptions.before("stripe get disputes", meanwhile)
    shop.world.deliver_webhooks([created])
    assert shop.read(order)["payment_status"] == "paid"


def test_an_old_look_at_a_dispute_changes_nothing(
    shop: Shop, provider: ProviderSide, interruptions: Interruptions
) -> None:
    order = shop.order()
    dispute = provider.dispute(shop.buy(order))
    (created,) = [event for event in shop.world.stripe_events() if event["type"] == "charge.dispute.created"]

    def meanwhile() -> None:
        provider.end_dispute(dispute, "won")
        shop.world.deliver_webhooks()

    interruptions.before("stripe get disputes", lambda: interruptions.before("GetItem", meanwhile))
    shop.world.deliver_webhooks([created])
    assert shop.read(order)["payment_status"] == "paid"


@pytest.mark.parametrize("heard", [True, False])
def test_a_refusal_that_took_effect_is_counted_once(
    shop: Shop, provider: ProviderSide, interruptions: Interruptions, heard: bool
) -> None:
    order = shop.order()
    payment = shop.buy(order)
    error = {"type": "invalid_request_error", "message": "no"}
    refused = {"kind": "fail", "status": 400, "method": "POST", "path": "/v1/refunds", "effect": True, "error": error}
    shop.world.faults(calls=[refused])
    if heard:
        listening = shop.world.deliver_webhooks
        interruptions.before("stripe post refunds", lambda: interruptions.before("GetItem", listening))
    assert shop.refund(payment).status == 201
    assert shop.payment(payment).json["returned"] == 4_590
    assert shop.read(order)["payment_status"] == "refunded"


@pytest.mark.parametrize("amount", [500, 1_000])
def test_a_refund_with_the_name_of_another_is_its_own(shop: Shop, provider: ProviderSide, amount: int) -> None:
    payment = shop.buy(shop.order())
    ours = shop.refund(payment, amount=1_000).json
    provider.refund(payment, amount, named=ours["id"])
    shop.world.deliver_webhooks()
    assert shop.payment(payment).json["returned"] == 1_000 + amount
    assert ours in shop.returns(payment)


def test_another_amount_under_the_name_of_one_on_its_way_is_not_that_one(shop: Shop, provider: ProviderSide) -> None:
    payment = shop.buy(shop.order())
    shop.world.faults(calls=[NO_ANSWER])
    ours = shop.refund(payment, amount=1_000).json
    provider.refund(payment, 500, named=ours["id"])
    shop.world.pass_time(minutes=6)
    assert bring_back() == ONE
    assert sorted(refund["amount"] for refund in provider.refunds()) == [500, 1_000]
    assert shop.payment(payment).json["returned"] == 1_500


def test_of_two_refunds_at_once_only_what_is_left_goes_back(
    shop: Shop, provider: ProviderSide, interruptions: Interruptions
) -> None:
    payment = shop.buy(shop.order())
    interruptions.before("TransactWriteItems", lambda: shop.refund(payment, key="b", amount=4_000))
    answer = shop.refund(payment, key="a", amount=1_000)
    assert (answer.status, answer.json["code"]) == (409, "already_returned")


def test_a_bank_gets_what_a_refused_refund_had_held(shop: Shop, provider: ProviderSide) -> None:
    order = shop.order()
    payment = shop.buy(order)
    shop.world.faults(calls=[NO_ANSWER])
    assert shop.refund(payment, amount=1_000).status == 202
    dispute = provider.dispute(payment)
    shop.world.deliver_webhooks()
    assert shop.read(order)["payments"][0]["disputed_amount"] == 3_590
    shop.world.pass_time(minutes=6)
    bring_back()
    assert shop.read(order)["payments"][0]["disputed_amount"] == 4_590
    provider.end_dispute(dispute, "won")
    shop.world.deliver_webhooks()
    assert shop.read(order)["payment_status"] == "paid"


def test_surplus_meets_a_refund_and_a_dispute_on_its_way_back(
    shop: Shop, provider: ProviderSide, interruptions: Interruptions
) -> None:
    payment = lost_link_payment(shop)

    def meanwhile() -> None:
        provider.refund(payment, 100)
        provider.dispute(payment)
        shop.world.deliver_webhooks()

    interruptions.before("stripe post refunds", meanwhile)
    bring_back()
    assert (surplus(shop)["state"], surplus(shop)["returned"]) == ("returned", 4_590)


def test_the_operator_may_return_a_part_of_a_surplus_and_the_job_returns_the_rest(
    shop: Shop, provider: ProviderSide
) -> None:
    payment = lost_link_payment(shop)
    assert shop.refund(payment, amount=590).status == 201
    assert bring_back() == ONE
    assert [refund["amount"] for refund in provider.refunds()] == [590, 4_000]
    assert shop.refund(payment).json["code"] == "already_returned"


def test_money_of_a_payment_that_nobody_knows_goes_back_where_it_came_from(shop: Shop, provider: ProviderSide) -> None:
    prefer_credit(shop)
    top_up = shop.top_up(5_000).json
    shop.world.pay(top_up["checkout_url"])
    shop.world.forget("payment")
    shop.world.deliver_webhooks()
    assert bring_back() == ONE
    assert [refund["amount"] for refund in provider.refunds()] == [5_000]
    assert shop.wallet()["balance"] == 0


def test_a_refused_refund_of_a_top_up_that_was_spent_meanwhile(
    shop: Shop, provider: ProviderSide, interruptions: Interruptions
) -> None:
    shop.fund(5_000)
    top_up = shop.world.items("payment")[0]["id"]

    def meanwhile() -> None:
        provider.refund(top_up, 4_500)
        shop.pay([shop.order(500)])

    interruptions.before("stripe post refunds", meanwhile)
    assert shop.refund(top_up, amount=4_000).json["status"] == "failed"
    assert shop.wallet()["balance"] == 0


def test_parts_go_back_in_the_steps_in_which_a_currency_can_be_charged(shop: Shop, provider: ProviderSide) -> None:
    payment = shop.buy(shop.order(12_340, currency="KWD"))
    between = shop.refund(payment, amount=1_235)
    assert (between.status, between.json["code"]) == (422, "amount_not_refundable")
    assert shop.payment(payment).json["returned"] == 0
    assert shop.refund(payment, amount=1_230).status == 201
    assert shop.refund(shop.buy(shop.order(1_200, currency="ISK")), amount=100).status == 201
    assert [refund["amount"] for refund in provider.refunds()] == [1_230, 10_000]


def test_one_look_counts_what_failed_before_what_took_its_place(shop: Shop, provider: ProviderSide) -> None:
    order = shop.order()
    payment = shop.buy(order)
    provider.fail_refund(shop.refund(payment).json["provider_reference"])
    other = provider.refund(payment)["id"]
    news = [event for event in shop.world.stripe_events() if event["data"]["object"]["id"] == other]
    shop.world.deliver_webhooks(news)
    assert shop.payment(payment).json["returned"] == 4_590
    assert shop.read(order)["payment_status"] == "refunded"


def test_what_another_deployment_does_on_the_same_account_is_not_ours(shop: Shop) -> None:
    provider = ProviderSide(shop.world)
    order = shop.order()
    payment = shop.buy(order)
    provider.mark_as_anothers(payment)
    provider.refund(payment)
    shop.world.deliver_webhooks()
    assert shop.returns(payment) == []
    assert shop.read(order)["payment_status"] == "paid"


def test_an_order_whose_refund_fails_while_it_is_cancelled_is_paid_again(
    shop: Shop, provider: ProviderSide, interruptions: Interruptions
) -> None:
    order = shop.order()
    refund = shop.refund(shop.buy(order)).json["provider_reference"]

    def meanwhile() -> None:
        provider.fail_refund(refund)
        shop.world.deliver_webhooks()

    interruptions.before("UpdateItem", meanwhile)
    answer = shop.cancel(order)
    assert (answer.status, answer.json["code"]) == (409, "refund_required")
    assert shop.read(order)["status"] == "in_progress"
