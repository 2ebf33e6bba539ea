"""What a merchant reads about an order whose money is reserved: why it waits, and what happened to it."""

from tests.functional.handlers.shop import Shop
from tests.functional.handlers.two_stage import TwoStage


def test_the_next_step_is_its_shops(shop: Shop) -> None:
    order = TwoStage(shop).reserve()
    told = shop.explain(order.order_id).json
    assert (told["next_step"]["type"], told["next_step"]["at"]) == ("capture", "2026-11-29T03:12:42.000Z")
    assert (told["payment_status"], told["attempts"][0]["status"]) == ("pending", "authorized")
    lost = {"kind": "timeout", "path": "/v1/payment_intents/*/capture", "count": 1}
    shop.world.faults(calls=[lost, lost])
    assert order.capture().status == 202
    assert shop.explain(order.order_id).json["next_step"]["type"] == "provider_pending"


def test_the_timeline_tells_of_each(shop: Shop) -> None:
    order = TwoStage(shop).reserve()
    order.lapse()
    shop.world.settle_down()
    order.reserve()
    assert order.capture(3_000).status == 200
    shop.world.settle_down()
    entries = [(each["type"], each["data"]) for each in shop.timeline(order.order_id).json["data"]]
    told = [kind for kind, _ in entries if kind in ("authorized", "authorization_lapsed", "paid")]
    assert sorted(told) == ["authorization_lapsed", "authorized", "authorized", "paid"]
    (paid,) = [data for kind, data in entries if kind == "paid"]
    assert paid["amount"] == 3_000


def test_the_receipt_and_the_page_say_what_was_taken(shop: Shop) -> None:
    order = TwoStage(shop).reserve()
    order.capture(3_000)
    shop.world.settle_down()
    (mail,) = [each for each in shop.world.items("sending") if each["purpose"] == "receipt"]
    assert "30.00" in mail["text"] or "30,00" in mail["text"]
    assert "45.90" not in mail["text"]
    assert shop.page(order.link) == "paid"
