"""Money that arrives for nothing is recorded, settles nothing, and goes back (rules M3, M8, M12, M14)."""

from typing import Any

import pytest

from tests.support.caller import body_of
from tests.support.dashboard import Dashboard
from tests.support.local_stack import LocalStack
from tests.support.shop import Shop
from tests.support.waiting import eventually

Json = dict[str, Any]


@pytest.fixture
def dashboard(stack: LocalStack) -> Dashboard:
    """The platform's account at the provider."""
    return Dashboard(stack.stripe)


def await_returned(stack: LocalStack, shop: Shop, dashboard: Dashboard) -> Json:
    """The one surplus of this shop, once all of it has gone back at the provider; what was recorded at first."""
    [held] = eventually(lambda: stack.surplus(shop.id), bool)
    stack.run_job("return_money")
    eventually(lambda: stack.surplus(shop.id), lambda found: found[0]["state"] == "returned")
    [refund] = dashboard.refunds(held["pk"])
    assert (refund["amount"], refund["status"]) == (held["amount"], "succeeded")
    return dict(held)


def test_paid_twice_over_two_sessions(stack: LocalStack, shop: Shop, dashboard: Dashboard) -> None:
    order = shop.place(amount=1_250, collect="link")
    first = shop.press_pay(order["payment_link"])
    second = dashboard.another_session(shop.stripe.session_at(first)["metadata"], 1_250)

    shop.stripe.pay(first)
    paid = shop.await_confirmed(order["id"])
    shop.stripe.pay(second)

    assert await_returned(stack, shop, dashboard)["amount"] == 1_250
    assert shop.read_order(order["id"]) == paid
    stack.run_job("return_money")
    assert len(dashboard.refunds(stack.surplus(shop.id)[0]["pk"])) == 1


def test_paid_late_after_a_void(stack: LocalStack, shop: Shop, dashboard: Dashboard) -> None:
    order = shop.place(collect="none")
    link = shop.make_link(order["id"])
    metadata = shop.stripe.session_at(shop.press_pay(link["url"]))["metadata"]
    late = dashboard.another_session(metadata, 1_250)
    body_of(shop.api.post(f"/v1/payment-links/{link['id']}/void", {}), 200)

    shop.stripe.pay(late)

    assert await_returned(stack, shop, dashboard)["reason"] == "payment_cancelled"
    assert shop.read_order(order["id"])["payment_status"] == "unpaid"
    assert shop.read_link(link["id"])["status"] == "void"


@pytest.mark.usefixtures("fault_free")
def test_another_amount_than_is_due(stack: LocalStack, shop: Shop, dashboard: Dashboard) -> None:
    order = shop.place(amount=1_250, collect="link")
    stack.stripe.set_faults(calls=[{"kind": "timeout", "method": "POST", "path": "/v1/checkout/sessions", "count": 9}])
    assert shop.api.http.post(f"{order['payment_link']}/checkout").status_code == 202
    stack.stripe.clear_faults()
    metadata = stack.stripe.metadata_last_sent("/v1/checkout/sessions")
    assert metadata["orderpay_merchant"] == shop.id

    shop.stripe.pay(dashboard.another_session(metadata, 1_249))

    assert await_returned(stack, shop, dashboard)["reason"] == "amount_mismatch"
    assert shop.read_order(order["id"])["payment_status"] == "unpaid"
    shop.stripe.pay(shop.press_pay(order["payment_link"]))
    shop.await_paid(order["id"])
