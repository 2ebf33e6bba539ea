"""What goes back: refunds, refunds that fail, disputes, and when funds become available."""

import pytest
import stripe

from tests.functional.local.stripe_support import Shop


def paid_intent(shop: Shop, card: str = "4242424242424242", amount: int = 2000) -> str:
    """The id of a paid intent."""
    intent = shop.paid_session(card, amount=amount).payment_intent
    assert isinstance(intent, stripe.PaymentIntent)
    return intent.id


def charge_of(shop: Shop, intent: str) -> stripe.Charge:
    """The charge of an intent as it stands."""
    return shop.client.v1.charges.list({"payment_intent": intent}).data[0]


def test_refunds_add_up(shop: Shop) -> None:
    intent = paid_intent(shop)
    refunds = shop.client.v1.refunds
    first = refunds.create({"payment_intent": intent, "amount": 500, "metadata": {"return": "ret_1"}})
    assert (first.status, charge_of(shop, intent).amount_refunded) == ("succeeded", 500)
    assert charge_of(shop, intent).refunded is False
    with pytest.raises(stripe.InvalidRequestError, match="greater than unrefunded amount"):
        refunds.create({"payment_intent": intent, "amount": 1501})
    refunds.create({"charge": charge_of(shop, intent).id})
    assert charge_of(shop, intent).refunded is True
    with pytest.raises(stripe.InvalidRequestError) as caught:
        refunds.create({"payment_intent": intent})
    assert caught.value.code == "charge_already_refunded"
    assert [r.amount for r in refunds.list({"payment_intent": intent}).data] == [1500, 500]
    assert shop.event_types()[-4:] == ["refund.created", "charge.refunded"] * 2


def test_a_refund_fails_later_on_request(shop: Shop) -> None:
    intent = paid_intent(shop)
    refund = shop.client.v1.refunds.create({"payment_intent": intent})
    shop.sim("fail_refund", {"refund": refund.id, "reason": "expired_or_canceled_card"})
    failed = shop.client.v1.refunds.retrieve(refund.id)
    assert (failed.status, failed.failure_reason) == ("failed", "expired_or_canceled_card")
    assert charge_of(shop, intent).amount_refunded == 0
    assert shop.event_types()[-3:] == ["refund.updated", "charge.refund.updated", "refund.failed"]


@pytest.mark.parametrize(
    ("card", "before", "after"),
    [("4000000000005126", "succeeded", "failed"), ("4000000000007726", "pending", "succeeded")],
)
def test_cards_whose_refunds_change_later(shop: Shop, card: str, before: str, after: str) -> None:
    refund = shop.client.v1.refunds.create({"payment_intent": paid_intent(shop, card)})
    assert refund.status == before
    shop.sim("advance", {"seconds": 2})
    assert shop.client.v1.refunds.retrieve(refund.id).status == after


def test_an_unpaid_intent_has_nothing_to_refund(shop: Shop) -> None:
    intent = shop.client.v1.payment_intents.create({"amount": 700, "currency": "eur"})
    with pytest.raises(stripe.InvalidRequestError, match="does not have a successful charge"):
        shop.client.v1.refunds.create({"payment_intent": intent.id})


def test_a_dispute_takes_the_money_and_winning_brings_it_back(shop: Shop) -> None:
    intent = paid_intent(shop, "4000000000000259")
    shop.sim("advance", {"seconds": 61})
    dispute = shop.client.v1.disputes.list({"payment_intent": intent}).data[0]
    assert (dispute.status, dispute.amount, dispute.reason) == ("needs_response", 2000, "fraudulent")
    with pytest.raises(stripe.InvalidRequestError) as caught:
        shop.client.v1.refunds.create({"payment_intent": intent})
    assert caught.value.code == "charge_disputed"

    won = shop.client.v1.disputes.update(dispute.id, {"evidence": {"uncategorized_text": "winning_evidence"}})

    assert won.status == "won"
    assert [t.amount for t in won.balance_transactions] == [-2000, 2000]
    assert shop.event_types()[-4:] == [
        "charge.dispute.created",
        "charge.dispute.funds_withdrawn",
        "charge.dispute.funds_reinstated",
        "charge.dispute.closed",
    ]


def test_disputes_on_request(shop: Shop) -> None:
    intent = paid_intent(shop)
    opened = shop.sim("open_dispute", {"payment_intent": intent, "reason": "duplicate"})
    closed = shop.sim("close_dispute", {"dispute": opened["id"], "outcome": "lost"})
    assert (opened["reason"], closed["status"]) == ("duplicate", "lost")
    again = shop.http.post(f"{shop.running.url}/_sim/close_dispute", json={"dispute": opened["id"], "outcome": "won"})
    assert again.status_code == 400


def test_an_inquiry_moves_nothing(shop: Shop) -> None:
    intent = paid_intent(shop, "4000000000001976")
    shop.sim("advance", {"seconds": 61})
    inquiry = shop.client.v1.disputes.list({"payment_intent": intent}).data[0]
    assert (inquiry.status, inquiry.balance_transactions) == ("warning_needs_response", [])
    assert shop.event_types()[-1] == "charge.dispute.created"


def test_funds_clear_by_the_clock(shop: Shop) -> None:
    paid_intent(shop)
    listing = shop.client.v1.balance_transactions.list({"type": "charge"})
    assert (listing.data[0].status, listing.data[0].net) == ("pending", 2000 - 88)
    shop.sim("advance", {"seconds": 2 * 86400})
    cleared = shop.client.v1.balance_transactions.retrieve(listing.data[0].id)
    assert cleared.status == "available"
    assert cleared.available_on <= cleared.created + 60


def test_one_card_is_available_at_once(shop: Shop) -> None:
    paid_intent(shop, "4000000000000077")
    assert shop.client.v1.balance_transactions.list().data[0].status == "available"
