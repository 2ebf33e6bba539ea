"""Money that settled nothing goes back by itself: refunded, or, of the merchant's own, to its credits."""

from collections.abc import Iterator

import pytest

from functions.manage_merchants.handler import lambda_handler as manage_merchants
from shared.table.keys import payment_key
from shared.table.port import Update
from tests.functional.handlers.books import audit
from tests.functional.handlers.books_of_returns import provider_agrees
from tests.functional.handlers.jobs import NOTHING, ONE, bring_back
from tests.functional.handlers.provider_side import ProviderSide
from tests.functional.handlers.shop import Shop
from tests.support.world import AS_OPERATOR


@pytest.fixture
def provider(shop: Shop) -> Iterator[ProviderSide]:
    """The platform's account; at the end everything is told, and both sides' books agree."""
    yield ProviderSide(shop.world)
    shop.world.settle_down()
    audit(shop.world)
    provider_agrees(shop.world)


def prefer_credit(shop: Shop) -> None:
    answer = shop.world.call(
        manage_merchants,
        "manage_merchants",
        "PATCH /v1/merchants/{merchant_id}",
        path={"merchant_id": shop.id},
        body={"surplus": "credit"},
        authorizer=AS_OPERATOR,
    )
    assert (answer.status, answer.json["surplus"]) == (200, "credit")


def lost_link_payment(shop: Shop) -> str:
    """A buyer has paid a link whose records say otherwise: the payment's id."""
    url = shop.checkout(shop.link(shop.order()))
    payment = str(shop.world.items("payment")[-1]["id"])
    shop.world.pay(url)
    change_payment(shop, payment, state="cancelled")
    shop.world.deliver_webhooks()
    return payment


def change_payment(shop: Shop, payment_id: str, **values: object) -> None:
    shop.world.table.update(Update(payment_key(payment_id), values))


def surplus(shop: Shop) -> dict[str, object]:
    (item,) = shop.world.items("surplus")
    return item


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
    top_up = shop.top_up(5_000).json
    shop.world.pay(top_up["checkout_url"])
    change_payment(shop, top_up["id"], state="cancelled")
    shop.world.deliver_webhooks()
    assert bring_back() == ONE
    provider.refund(top_up["id"], 1_200)
    shop.world.deliver_webhooks()
    shop.world.pass_time(minutes=6)
    assert bring_back() == ONE
    assert shop.wallet()["balance"] == 3_800
    assert surplus(shop)["state"] == "returned"


def test_what_the_merchant_paid_becomes_credit_if_it_wants_so(shop: Shop, provider: ProviderSide) -> None:
    prefer_credit(shop)
    top_up = shop.top_up(5_000).json
    shop.world.pay(top_up["checkout_url"])
    change_payment(shop, top_up["id"], state="cancelled")
    shop.world.deliver_webhooks()
    assert bring_back() == ONE
    assert provider.refunds() == []
    assert shop.wallet()["balance"] == 5_000
    assert [line["kind"] for line in shop.journal().json["data"][0]["lines"]] == ["surplus"]
    assert bring_back() == NOTHING


def test_a_dispute_takes_such_a_credit_back_and_a_won_one_restores_it(shop: Shop, provider: ProviderSide) -> None:
    prefer_credit(shop)
    top_up = shop.top_up(5_000).json
    shop.world.pay(top_up["checkout_url"])
    change_payment(shop, top_up["id"], state="cancelled")
    shop.world.deliver_webhooks()
    bring_back()
    shop.pay([shop.order(4_000)])
    dispute = provider.dispute(top_up["id"])
    shop.world.deliver_webhooks()
    assert shop.wallet()["balance"] == -4_000
    assert surplus(shop)["state"] == "returned"
    provider.end_dispute(dispute, "won")
    shop.world.deliver_webhooks()
    shop.world.pass_time(minutes=6)
    assert bring_back() == ONE
    assert shop.wallet()["balance"] == 1_000


def test_without_that_wish_it_is_refunded(shop: Shop, provider: ProviderSide) -> None:
    top_up = shop.top_up(5_000).json
    shop.world.pay(top_up["checkout_url"])
    change_payment(shop, top_up["id"], state="cancelled")
    shop.world.deliver_webhooks()
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
