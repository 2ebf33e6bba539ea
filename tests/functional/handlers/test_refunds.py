"""Refunds: by the API, in the provider's dashboard, whole and in part, failing later, exactly once."""

import pytest

from functions.refund_payments.handler import lambda_handler
from shared.payments.outbox.events import events_of
from shared.table.marshal import from_wire
from tests.functional.handlers.crashes import Interruptions
from tests.functional.handlers.jobs import NOTHING, ONE, bring_back
from tests.functional.handlers.provider_side import ProviderSide
from tests.functional.handlers.shop import Shop
from tests.support.world import as_merchant


def test_a_whole_refund_goes_back_where_it_came_from(shop: Shop, provider: ProviderSide) -> None:
    order = shop.order()
    payment = shop.buy(order)
    answer = shop.refund(payment, reason="damaged in transit")
    assert (answer.status, answer.json["status"], answer.json["amount"]) == (201, "succeeded", 4590)
    assert [refund["amount"] for refund in provider.refunds()] == [4590]
    assert shop.read(order)["payment_status"] == "refunded"
    assert shop.payment(payment).json["returned"] == 4590
    assert bring_back() == NOTHING


def test_parts_add_up_and_no_more_than_the_whole_goes_back(shop: Shop, provider: ProviderSide) -> None:
    order = shop.order()
    payment = shop.buy(order)
    assert shop.refund(payment, amount=1_000).status == 201
    assert shop.read(order)["payment_status"] == "partially_refunded"
    too_much = shop.refund(payment, amount=3_591)
    assert (too_much.status, too_much.json["code"]) == (409, "already_returned")
    assert shop.refund(payment).json["amount"] == 3_590
    assert shop.read(order)["payment_status"] == "refunded"
    assert shop.refund(payment).json["code"] == "already_returned"
    assert [each["amount"] for each in shop.returns(payment)] == [3_590, 1_000]


def test_a_repeat_under_the_same_key_is_the_same_refund(shop: Shop, provider: ProviderSide) -> None:
    payment = shop.buy(shop.order())
    first, second = (shop.refund(payment, key="k", amount=1_000) for _ in range(2))
    assert (first.status, first.json) == (second.status, second.json)
    assert len(provider.refunds()) == 1
    other = shop.refund(payment, key="k", amount=2_000)
    assert (other.status, other.json["code"]) == (422, "idempotency_mismatch")


def test_only_the_operator_refunds(shop: Shop) -> None:
    payment = shop.buy(shop.order())
    me, path = as_merchant(shop.id), {"payment_id": payment}
    answer = shop.world.call(lambda_handler, "refund_payments", path=path, authorizer=me)
    assert (answer.status, answer.json["code"]) == (403, "operator_key_required")


def test_what_was_never_collected_cannot_go_back(shop: Shop) -> None:
    payment = shop.top_up(5_000).json["id"]
    answer = shop.refund(payment)
    assert (answer.status, answer.json["code"]) == (409, "payment_not_refundable")


def test_dashboard_refunds_are_counted_one_by_one(shop: Shop, provider: ProviderSide) -> None:
    order = shop.order()
    payment = shop.buy(order)
    provider.refund(payment, 1_000)
    provider.refund(payment, 590)
    shop.world.deliver_webhooks()
    assert shop.read(order)["payments"][0]["refunded_amount"] == 1_590
    shop.world.seen_events.clear()
    shop.world.deliver_webhooks()
    assert shop.read(order)["payments"][0]["refunded_amount"] == 1_590
    assert shop.payment(payment).json["returned"] == 1_590
    assert shop.refund(payment, amount=3_001).json["code"] == "already_returned"


def test_a_refund_that_fails_later_is_reversed(shop: Shop, provider: ProviderSide) -> None:
    order = shop.order()
    payment = shop.buy(order)
    refund = shop.refund(payment).json
    provider.fail_refund(refund["provider_reference"])
    shop.world.deliver_webhooks()
    assert shop.read(order)["payment_status"] == "paid"
    assert shop.payment(payment).json["returned"] == 0
    (failed,) = shop.returns(payment)
    assert (failed["status"], failed["failure"], failed["counted"]) == ("failed", "lost_or_stolen_card", 0)
    assert shop.refund(payment).status == 201


def test_the_news_of_its_failure_may_come_first(shop: Shop, provider: ProviderSide) -> None:
    order = shop.order()
    payment = shop.buy(order)
    refund = provider.refund(payment)
    provider.fail_refund(refund["id"])
    news = [event for event in shop.world.stripe_events() if "refund" in event["type"]]
    shop.world.deliver_webhooks(list(reversed(news)))
    assert shop.read(order)["payment_status"] == "paid"


def test_the_news_of_a_refund_may_come_before_the_news_of_the_money(shop: Shop, provider: ProviderSide) -> None:
    order = shop.order()
    link = shop.link(order)
    shop.world.pay(shop.checkout(link))
    payment = shop.world.items("payment")[0]["id"]
    provider.refund(payment)
    news = [event for event in shop.world.stripe_events() if event["type"] == "charge.refunded"]
    shop.world.deliver_webhooks(news)
    assert shop.read(order)["payment_status"] == "refunded"


def test_an_order_paid_by_credits_is_refunded_to_credits(shop: Shop, provider: ProviderSide) -> None:
    shop.fund(10_000)
    orders = [shop.order(1_000), shop.order(2_000)]
    payment = shop.pay(orders).json["id"]
    part = shop.refund(payment, amount=400)
    assert (part.status, part.json["code"]) == (422, "order_required")
    one = shop.refund(payment, order=orders[0], amount=400).json
    assert (one["to"], one["status"], one["orders"]) == ("wallet", "succeeded", [{"order": orders[0], "amount": 400}])
    assert shop.wallet()["balance"] == 7_400
    assert shop.cancel(orders[0]).json["payment_status"] == "refunded"
    assert shop.wallet()["balance"] == 8_000
    assert shop.refund(payment).json["amount"] == 2_000
    assert shop.wallet()["balance"] == 10_000
    assert shop.cancel(orders[1]).json["status"] == "cancelled"
    assert shop.wallet()["balance"] == 10_000


def test_a_refund_of_a_bulk_payment_names_its_order(shop: Shop, provider: ProviderSide) -> None:
    orders = [shop.order(1_000), shop.order(2_000)]
    payment = shop.pay(orders, "checkout").json
    shop.world.pay(payment["checkout_url"])
    shop.world.settle_down()
    assert shop.refund(payment["id"], order=orders[1]).json["amount"] == 2_000
    assert [shop.read(each)["payment_status"] for each in orders] == ["paid", "refunded"]
    assert shop.refund(payment["id"], order=orders[1]).json["code"] == "already_returned"
    strange = shop.refund(payment["id"], order="ord_0123456789abcdefghjkmnpqrs")
    assert (strange.status, strange.json["code"]) == (422, "order_not_in_payment")
    provider.refund(payment["id"], 400)
    shop.world.deliver_webhooks()
    assert [shop.read(each)["payment_status"] for each in orders] == ["partially_refunded", "refunded"]


def test_a_refund_without_an_answer_is_gone_on_with(shop: Shop, provider: ProviderSide) -> None:
    order = shop.order()
    payment = shop.buy(order)
    lost = {"kind": "timeout", "path": "/v1/refunds", "count": 1}
    shop.world.faults(calls=[lost | {"effect": True}, lost | {"effect": False}])
    answer = shop.refund(payment, key="k")
    assert (answer.status, answer.json["status"]) == (202, "pending")
    assert shop.refund(payment, amount=1).json["code"] == "already_returned"
    shop.world.pass_time(minutes=6)
    assert bring_back() == ONE
    assert shop.returns(payment)[0]["status"] == "succeeded"
    assert len(provider.refunds()) == 1
    assert bring_back() == NOTHING


@pytest.mark.parametrize("effect", [True, False])
def test_after_a_5xx_the_list_tells_and_the_key_changes(shop: Shop, provider: ProviderSide, effect: bool) -> None:
    payment = shop.buy(shop.order())
    shop.world.faults(calls=[{"kind": "fail", "status": 500, "path": "/v1/refunds", "count": 1, "effect": effect}])
    assert shop.refund(payment, key="k").status == 202
    shop.world.pass_time(minutes=6)
    assert bring_back() == ONE
    assert shop.returns(payment)[0]["status"] == "succeeded"
    assert len(provider.refunds()) == 1


def test_a_refund_whose_first_try_is_under_way_keeps_its_key(shop: Shop) -> None:
    """Another key would be another refund (the provider answers 409 to the same one)."""
    payment = shop.buy(shop.order())
    error = {"type": "idempotency_error", "code": "idempotency_key_in_use", "message": "It is under way."}
    under_way = {"kind": "fail", "method": "POST", "status": 409, "path": "/v1/refunds", "error": error, "count": 2}
    shop.world.faults(calls=[under_way])
    assert shop.refund(payment, key="k", amount=1_000).status == 202
    assert [item["attempt"] for item in shop.world.items("return")] == [1]


def test_a_definite_refusal_gives_everything_back(shop: Shop, provider: ProviderSide) -> None:
    order = shop.order()
    payment = shop.buy(order)
    provider.refund(payment)
    answer = shop.refund(payment)
    assert (answer.json["status"], answer.json["failure"]) == ("failed", "charge_already_refunded")
    assert shop.read(order)["payment_status"] == "refunded"
    assert shop.payment(payment).json["returned"] == 4590


def test_dashboard_and_api_at_once_never_count_twice(
    shop: Shop, provider: ProviderSide, interruptions: Interruptions
) -> None:
    order = shop.order()
    payment = shop.buy(order)

    def meanwhile() -> None:
        provider.refund(payment, 4_000)
        shop.world.deliver_webhooks()

    interruptions.before("stripe post refunds", meanwhile)
    assert shop.refund(payment).json["status"] == "failed"
    assert shop.read(order)["payments"][0]["refunded_amount"] == 4_000
    assert shop.payment(payment).json["returned"] == 4_000


def test_the_bus_hears_of_each_step_once(shop: Shop, provider: ProviderSide) -> None:
    order = shop.order()
    payment = shop.buy(order)
    refund = shop.refund(payment, amount=1_000).json
    provider.fail_refund(refund["provider_reference"])
    provider.dispute(payment)
    shop.world.deliver_webhooks()
    images = [record["dynamodb"] for record in shop.world.stream_records(0)]
    changes = [(from_wire(each.get("OldImage", {})) or None, from_wire(each["NewImage"])) for each in images]
    told = [event for old, new in changes for event in events_of(old, new)]
    kinds = ("order.refund", "order.dispute", "payment.refund", "payment.dispute")
    assert [event.type for event in told if event.type.startswith(kinds)] == [
        "payment.refund_began",
        "order.refunded",
        "payment.refund_changed",
        "payment.refund_changed",
        "order.refund_reversed",
        "payment.dispute_began",
        "order.disputed",
    ]


def test_more_than_a_transaction_holds_goes_back_order_by_order(shop: Shop, provider: ProviderSide) -> None:
    shop.consent()
    shop.fund(10_000)
    orders = [shop.order(100) for _ in range(91)]
    shop.world.settle_down()
    payments = {shop.read(order)["payments"][0]["id"] for order in orders}
    assert len(payments) == 1, "one debit has taken them all"
    payment = payments.pop()
    whole = shop.refund(payment)
    assert (whole.status, whole.json["code"]) == (422, "too_many_orders")
    assert shop.refund(payment, order=orders[90]).json["orders"] == [{"order": orders[90], "amount": 100}]
    assert shop.wallet()["balance"] == 1_000
