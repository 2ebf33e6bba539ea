"""A bank takes money back: from orders, from top-ups already spent; and gives it back when the dispute is won (M14)."""

from tests.functional.handlers.provider_side import ProviderSide
from tests.functional.handlers.shop import Shop


def spent_top_up(shop: Shop) -> str:
    """A top-up of 5,000 of which automatic debit took 4,590: the payment's id."""
    shop.consent()
    shop.fund(5_000)
    top_up = str(shop.world.items("payment")[0]["id"])
    shop.order(4_590)
    shop.world.settle_down()
    return top_up


def test_a_disputed_order_is_paid_again_when_it_is_won(shop: Shop, provider: ProviderSide) -> None:
    order = shop.order()
    payment = shop.buy(order)
    dispute = provider.dispute(payment)
    shop.world.deliver_webhooks()
    assert shop.read(order)["payment_status"] == "disputed"
    assert shop.refund(payment).json["code"] == "already_returned"
    assert shop.cancel(order).json["code"] == "order_disputed"
    provider.end_dispute(dispute, "won")
    shop.world.deliver_webhooks()
    assert shop.read(order)["payment_status"] == "paid"
    (told,) = shop.returns(payment)
    assert (told["kind"], told["status"], told["counted"]) == ("dispute", "won", 0)


def test_a_lost_dispute_stays_disputed(shop: Shop, provider: ProviderSide) -> None:
    order = shop.order()
    payment = shop.buy(order)
    provider.end_dispute(provider.dispute(payment), "lost")
    shop.world.deliver_webhooks()
    assert shop.read(order)["payment_status"] == "disputed"
    assert shop.returns(payment)[0]["status"] == "lost"


def test_an_inquiry_moves_nothing(shop: Shop, provider: ProviderSide) -> None:
    order = shop.order()
    payment = shop.buy(order)
    inquiry = provider.dispute(payment, inquiry=True)
    shop.world.deliver_webhooks()
    assert shop.read(order)["payment_status"] == "paid"
    assert shop.payment(payment).json["returned"] == 0
    provider.end_dispute(inquiry, "warning_closed")
    shop.world.deliver_webhooks()
    assert shop.read(order)["payment_status"] == "paid"


def test_a_spent_top_up_that_is_disputed_leaves_a_debt_until_it_is_won(shop: Shop, provider: ProviderSide) -> None:
    top_up = spent_top_up(shop)
    dispute = provider.dispute(top_up)
    shop.world.deliver_webhooks()
    assert shop.wallet()["balance"] == -4_590
    waiting = shop.order(100)
    shop.world.settle_down()
    assert shop.read(waiting)["payment_status"] == "unpaid"
    provider.end_dispute(dispute, "won")
    shop.world.deliver_webhooks()
    assert shop.wallet()["balance"] == 410
    shop.world.settle_down()
    kinds = [line["kind"] for page in shop.journal().json["data"] for line in page["lines"]]
    assert kinds[-4:] == ["top_up_reinstated", "top_up_disputed", "order", "top_up"]


def test_an_old_look_never_undoes_a_newer_one(shop: Shop, provider: ProviderSide) -> None:
    order = shop.order()
    payment = shop.buy(order)
    provider.end_dispute(provider.dispute(payment), "won")
    shop.world.deliver_webhooks()
    shop.world.seen_events.clear()
    shop.world.deliver_webhooks()
    assert shop.read(order)["payment_status"] == "paid"


def test_a_dashboard_refund_of_a_spent_top_up_leaves_a_debt(shop: Shop, provider: ProviderSide) -> None:
    top_up = spent_top_up(shop)
    refund = provider.refund(top_up)
    shop.world.deliver_webhooks()
    assert shop.wallet()["balance"] == -4_590
    provider.fail_refund(refund["id"])
    shop.world.deliver_webhooks()
    assert shop.wallet()["balance"] == 410


def test_the_operator_cannot_refund_a_spent_top_up(shop: Shop, provider: ProviderSide) -> None:
    top_up = spent_top_up(shop)
    answer = shop.refund(top_up)
    assert (answer.status, answer.json["code"]) == (409, "insufficient_credits")
    assert shop.refund(top_up, amount=410).status == 201
    assert shop.wallet()["balance"] == 0
    assert provider.refunds()[0]["amount"] == 410


def test_a_dispute_beside_a_refund_on_its_way_counts_what_is_left(shop: Shop, provider: ProviderSide) -> None:
    order = shop.order()
    payment = shop.buy(order)
    shop.refund(payment, amount=1_000)
    provider.dispute(payment)
    shop.world.deliver_webhooks()
    dispute = next(each for each in shop.returns(payment) if each["kind"] == "dispute")
    assert (dispute["amount"], dispute["counted"]) == (4_590, 3_590)
    assert shop.payment(payment).json["returned"] == 4_590
