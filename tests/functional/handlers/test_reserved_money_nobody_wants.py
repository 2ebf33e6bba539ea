"""What is reserved and fits nothing goes back at once; what somebody captures elsewhere settles, or goes back."""

from typing import Any

from shared.links.model import Closing, LinkStatus
from shared.links.store import closing_update
from shared.table.port import PRESENT, Put
from tests.functional.handlers import jobs
from tests.functional.handlers.books import intent_of
from tests.functional.handlers.crashes import Interruptions
from tests.functional.handlers.shop import Shop
from tests.functional.handlers.two_stage import TwoStage
from tests.support.world import World


def test_what_is_reserved_on_a_link_that_was_voided_first_goes_back(shop: Shop, interruptions: Interruptions) -> None:
    order = TwoStage(shop)
    url = order.checkout()
    interruptions.before("stripe post checkout/sessions", lambda: shop.world.pay(url))
    assert shop.void(order.link_id).status == 200
    assert (order.intent()["status"], order.payment()["failure"]) == ("canceled", "link_voiding")
    assert order.released() == []
    assert (order.read()["payment_status"], shop.page(order.link)) == ("unpaid", "void")


def test_what_is_recorded_just_as_its_link_is_closed_goes_back(shop: Shop, interruptions: Interruptions) -> None:
    order = TwoStage(shop)
    order.submit()
    begin = closing_update(order.link_id, Closing(LinkStatus.VOID), shop.world.clock.now())
    interruptions.before("TransactWriteItems", lambda: shop.world.table.update(begin))
    assert order.released() == []
    assert (order.intent()["status"], order.payment()["failure"]) == ("canceled", "link_voiding")
    assert shop.page(order.link) == "void"


def test_another_amount_than_is_due_goes_back(shop: Shop, world: World) -> None:
    order = TwoStage(shop)
    url = order.checkout()
    with world.stripe.server.lock:
        (session,) = world.stripe.simulator.world.platform.sessions.values()
        session["amount_total"] -= 1
    assert world.pay(url).status_code == 303
    assert order.released() == []
    assert (order.intent()["status"], order.payment()["failure"]) == ("canceled", "amount_mismatch")
    assert shop.page(order.link) == "open"


def test_what_is_reserved_under_another_session_goes_back(shop: Shop, world: World) -> None:
    order = TwoStage(shop)
    order.checkout()
    marks = {"orderpay_deployment": "orderpay-test", "orderpay_payment": order.payment()["id"]}
    form: dict[str, Any] = {"mode": "payment", "success_url": "https://elsewhere.example"}
    form |= {"line_items[0][quantity]": 1, "payment_intent_data[capture_method]": "manual"}
    priced = "line_items[0][price_data]"
    form |= {f"{priced}[currency]": "eur", f"{priced}[unit_amount]": 4_590, f"{priced}[product_data][name]": "Again"}
    for where in ("metadata", "payment_intent_data[metadata]"):
        form |= {f"{where}[{name}]": value for name, value in marks.items()}
    headers = {"authorization": f"Bearer {world.stripe.key}"}
    made = world.browser.post(f"{world.stripe.url}/v1/checkout/sessions", data=form, headers=headers).json()
    assert world.pay(made["url"]).status_code == 303
    world.settle_down()
    assert intent_of(world, made["id"])["status"] == "canceled"
    assert (order.payment()["state"], order.read()["payment_status"]) == ("pending", "unpaid")
    assert order.reserve().capture().status == 200


def test_what_is_reserved_under_a_payment_that_ended_goes_back(shop: Shop, world: World) -> None:
    order = TwoStage(shop)
    order.submit()
    world.table.put(Put({**order.payment(), "state": "cancelled"}, PRESENT))
    assert order.intent()["status"] == "requires_capture"
    world.deliver_webhooks()
    assert order.intent()["status"] == "canceled"
    assert order.read()["payment_status"] == "unpaid"


def test_money_that_somebody_captures_elsewhere_settles_in_full_or_goes_back(shop: Shop) -> None:
    whole = TwoStage(shop).reserve()
    whole.capture_elsewhere()
    assert len(whole.released()) == 1
    part = TwoStage(shop).reserve()
    part.capture_elsewhere(1_000)
    shop.world.settle_down()
    jobs.bring_back()
    assert part.released() == []
    assert part.read()["payment_status"] == "unpaid"
    (surplus,) = shop.world.items("surplus")
    assert (surplus["amount"], surplus["reason"], surplus["state"]) == (1_000, "amount_mismatch", "returned")
