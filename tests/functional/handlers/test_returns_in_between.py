"""What comes between two steps of money that goes back: another refund, a bank, a death, an answer that was lost."""

import pytest

from tests.functional.handlers.books import audit
from tests.functional.handlers.crashes import Interruptions
from tests.functional.handlers.jobs import NOTHING, ONE, bring_back
from tests.functional.handlers.provider_side import ProviderSide
from tests.functional.handlers.shop import Shop
from tests.functional.handlers.surplus_made import lost_link_payment, prefer_credit, surplus, surplus_of_a_top_up

FAILED_WITH_EFFECT = {"kind": "fail", "status": 500, "method": "POST", "path": "/v1/refunds", "effect": True}


def credited_surplus(shop: Shop) -> str:
    """A top-up that was given up before its money came, which then went to the merchant's credits: the payment's id."""
    prefer_credit(shop)
    top_up = surplus_of_a_top_up(shop)
    assert bring_back() == ONE
    assert shop.wallet()["balance"] == 5_000
    return str(top_up)


def come_due(shop: Shop) -> None:
    """Time passes, and the job runs."""
    shop.world.pass_time(hours=2)
    assert bring_back() == ONE


def test_a_repeat_after_a_5xx_looks_before_it_sends(shop: Shop, provider: ProviderSide) -> None:
    payment = shop.buy(shop.order())
    shop.world.faults(calls=[FAILED_WITH_EFFECT])
    assert shop.refund(payment, key="k", amount=1_000).status == 202
    assert shop.refund(payment, key="k", amount=1_000).json["status"] == "succeeded"
    assert [refund["amount"] for refund in provider.refunds()] == [1_000]


def test_a_refusal_never_undoes_a_refund_that_was_heard_of(
    shop: Shop, provider: ProviderSide, interruptions: Interruptions
) -> None:
    order = shop.order()
    payment = shop.buy(order)

    shop.world.faults(calls=[FAILED_WITH_EFFECT])
    assert shop.refund(payment, key="k").status == 202
    interruptions.before("stripe post refunds", shop.world.deliver_webhooks)
    assert shop.refund(payment, key="k").json["status"] == "succeeded"
    assert shop.read(order)["payment_status"] == "refunded"


def test_the_job_does_not_send_what_took_effect_behind_its_look(
    shop: Shop, provider: ProviderSide, interruptions: Interruptions
) -> None:
    payment = shop.buy(shop.order())
    shop.world.faults(calls=[{"kind": "timeout", "path": "/v1/refunds", "count": 2, "effect": False}])
    assert shop.refund(payment, key="k", amount=1_000).status == 202

    def meanwhile() -> None:
        shop.world.faults(calls=[FAILED_WITH_EFFECT])
        assert shop.refund(payment, key="k", amount=1_000).status == 202

    shop.world.pass_time(minutes=6)
    interruptions.before("stripe get disputes", meanwhile)
    bring_back()
    shop.world.pass_time(hours=2)
    bring_back()
    assert [refund["amount"] for refund in provider.refunds()] == [1_000]


def test_the_rest_of_a_surplus_goes_back_after_a_refusal(shop: Shop, provider: ProviderSide) -> None:
    payment = lost_link_payment(shop)
    provider.refund(payment, 590)
    assert bring_back() == ONE
    shop.world.pass_time(hours=2)
    bring_back()
    assert [refund["amount"] for refund in provider.refunds()] == [590, 4_000]
    assert surplus(shop)["state"] == "returned"


def test_a_part_refunded_of_a_credited_surplus_leaves_the_rest_in_the_credits(
    shop: Shop, provider: ProviderSide
) -> None:
    top_up = credited_surplus(shop)
    provider.refund(top_up, 590)
    shop.world.deliver_webhooks()
    shop.world.pass_time(hours=2)
    bring_back()
    assert shop.wallet()["balance"] == 4_410
    assert surplus(shop)["state"] == "returned"


def test_a_credit_that_was_taken_back_for_nothing_returns(
    shop: Shop, provider: ProviderSide, interruptions: Interruptions
) -> None:
    top_up = credited_surplus(shop)
    refund = provider.refund(top_up)
    assert interruptions.kills(shop.world.deliver_webhooks, after=3)
    provider.fail_refund(refund["id"])
    shop.world.deliver_webhooks(shop.world.stripe_events())
    shop.world.pass_time(hours=2)
    bring_back()
    assert shop.wallet()["balance"] == 5_000


def test_a_surplus_that_waits_for_a_person_is_not_due_again(
    shop: Shop, provider: ProviderSide, interruptions: Interruptions
) -> None:
    lost_link_payment(shop)

    def meanwhile() -> None:
        bring_back()
        provider.fail_refund(provider.refunds()[0]["id"])
        shop.world.deliver_webhooks()

    interruptions.before("UpdateItem", meanwhile)
    bring_back()
    assert surplus(shop)["stuck"]
    assert "due_pk" not in surplus(shop)


def test_a_sum_that_is_the_same_again_is_not_the_surplus_that_was_read(
    shop: Shop, provider: ProviderSide, interruptions: Interruptions
) -> None:
    payment = lost_link_payment(shop)

    def meanwhile() -> None:
        refund = provider.refund(payment, 590)
        shop.world.deliver_webhooks()
        provider.fail_refund(refund["id"])
        shop.world.deliver_webhooks()

    interruptions.before("TransactWriteItems", meanwhile)
    bring_back()
    assert (surplus(shop)["stuck"], surplus(shop)["returns"]) == ("lost_or_stolen_card", 2)
    assert len(provider.refunds()) == 1


def test_every_credit_of_a_surplus_is_taken_back_before_a_bank_may_take_it(shop: Shop, provider: ProviderSide) -> None:
    top_up = credited_surplus(shop)
    part = provider.dispute(top_up)
    provider.change_dispute(part, amount=1_000)
    shop.world.deliver_webhooks()
    assert shop.wallet()["balance"] == 0
    come_due(shop)
    assert shop.wallet()["balance"] == 4_000
    provider.end_dispute(part, "won")
    shop.world.deliver_webhooks()
    come_due(shop)
    assert shop.wallet()["balance"] == 5_000
    provider.dispute_again(top_up)
    shop.world.deliver_webhooks()
    assert shop.wallet()["balance"] == 0
    assert surplus(shop)["state"] == "returned"


def test_a_dispute_in_another_currency_takes_no_credit_back(shop: Shop) -> None:
    """It is not counted either: our books and the provider's differ, and the audit shows it."""
    provider = ProviderSide(shop.world)
    top_up = credited_surplus(shop)
    provider.change_dispute(provider.dispute(top_up), currency="usd")
    shop.world.deliver_webhooks()
    assert shop.wallet()["balance"] == 5_000
    assert shop.returns(top_up)[0]["counted"] == 0
    audit(shop.world)


def test_an_amount_in_another_currency_is_never_counted_as_ours(shop: Shop) -> None:
    provider = ProviderSide(shop.world)
    payment = shop.buy(shop.order())
    provider.change_dispute(provider.dispute(payment), currency="usd")
    shop.world.deliver_webhooks()
    assert [(each["currency"], each["counted"]) for each in shop.returns(payment)] == [("USD", 0)]
    assert shop.payment(payment).json["returned"] == 0
    audit(shop.world)


@pytest.mark.parametrize(("outcome", "status"), [("succeeded", "refunded"), ("failed", "paid")])
def test_the_end_of_a_refund_that_waits_is_found_without_any_news(
    shop: Shop, provider: ProviderSide, outcome: str, status: str
) -> None:
    order = shop.order()
    shop.world.pay(shop.checkout(shop.link(order)), card_number="4000000000007726")
    shop.world.settle_down()
    payment = str(shop.read(order)["payments"][0]["id"])
    answer = shop.refund(payment)
    assert (answer.status, answer.json["status"]) == (201, "pending")
    if outcome == "failed":
        provider.fail_refund(answer.json["provider_reference"])
    shop.world.pass_time(minutes=6)
    assert bring_back() == ONE
    assert shop.returns(payment)[0]["status"] == outcome
    assert shop.read(order)["payment_status"] == status
    assert bring_back() == NOTHING
