"""Money that settled nothing goes back by itself: refunded, or, of the merchant's own, to its credits."""

from tests.functional.handlers.jobs import NOTHING, ONE, bring_back
from tests.functional.handlers.provider_side import ProviderSide
from tests.functional.handlers.shop import Shop
from tests.functional.handlers.surplus_made import lost_link_payment, prefer_credit, surplus, surplus_of_a_top_up


def test_what_a_buyer_paid_goes_back_to_the_buyer(shop: Shop, provider: ProviderSide) -> None:
    prefer_credit(shop)
    lost_link_payment(shop)
    assert (surplus(shop)["state"], provider.refunds()) == ("held", [])
    assert bring_back() == ONE
    assert [refund["amount"] for refund in provider.refunds()] == [4590]
    assert surplus(shop)["state"] == "returned"
    assert bring_back() == NOTHING
    assert shop.wallet()["balance"] == 0


def test_the_rest_of_a_credit_stands_after_a_part_was_refunded_elsewhere(shop: Shop, provider: ProviderSide) -> None:
    prefer_credit(shop)
    top_up = surplus_of_a_top_up(shop)
    assert bring_back() == ONE
    provider.refund(top_up, 1_200)
    shop.world.deliver_webhooks()
    shop.world.pass_time(minutes=6)
    assert bring_back() == ONE
    assert shop.wallet()["balance"] == 3_800
    assert surplus(shop)["state"] == "returned"


def test_what_the_merchant_paid_becomes_credit_if_it_wants_so(shop: Shop, provider: ProviderSide) -> None:
    prefer_credit(shop)
    surplus_of_a_top_up(shop)
    assert bring_back() == ONE
    assert provider.refunds() == []
    assert shop.wallet()["balance"] == 5_000
    assert [line["kind"] for line in shop.journal().json["data"][0]["lines"]] == ["surplus"]
    assert bring_back() == NOTHING


def test_a_dispute_takes_such_a_credit_back_and_a_won_one_restores_it(shop: Shop, provider: ProviderSide) -> None:
    prefer_credit(shop)
    top_up = surplus_of_a_top_up(shop)
    bring_back()
    shop.pay([shop.order(4_000)])
    dispute = provider.dispute(top_up)
    shop.world.deliver_webhooks()
    assert shop.wallet()["balance"] == -4_000
    assert surplus(shop)["state"] == "returned"
    provider.end_dispute(dispute, "won")
    shop.world.deliver_webhooks()
    shop.world.pass_time(minutes=6)
    assert bring_back() == ONE
    assert shop.wallet()["balance"] == 1_000


def test_without_that_wish_it_is_refunded(shop: Shop, provider: ProviderSide) -> None:
    surplus_of_a_top_up(shop)
    assert bring_back() == ONE
    assert [refund["amount"] for refund in provider.refunds()] == [5_000]


def test_what_somebody_refunded_already_is_not_sent_twice(shop: Shop, provider: ProviderSide) -> None:
    payment = lost_link_payment(shop)
    provider.refund(payment, 590)
    shop.world.deliver_webhooks()
    assert bring_back() == ONE
    assert [refund["amount"] for refund in provider.refunds()] == [590, 4_000]
    assert surplus(shop)["state"] == "returned"


def test_a_refund_that_nobody_heard_of_makes_ours_fail_and_is_found(shop: Shop, provider: ProviderSide) -> None:
    payment = lost_link_payment(shop)
    provider.refund(payment)
    assert bring_back() == ONE
    assert len(provider.refunds()) == 1
    assert surplus(shop)["state"] == "returned"


def test_one_that_comes_back_waits_for_a_person(shop: Shop, provider: ProviderSide) -> None:
    lost_link_payment(shop)
    bring_back()
    provider.fail_refund(provider.refunds()[0]["id"])
    shop.world.deliver_webhooks()
    assert (surplus(shop)["state"], surplus(shop)["stuck"]) == ("held", "lost_or_stolen_card")
    shop.world.pass_time(hours=30)
    assert bring_back() == NOTHING
    assert len(provider.refunds()) == 1
