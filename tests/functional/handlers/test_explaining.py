"""Why an order is unpaid, told in one answer."""

from tests.functional.handlers.crashes import Interruptions
from tests.functional.handlers.shop import Shop
from tests.support.world import World


def step(shop: Shop, order: str) -> str:
    """The type of the next step."""
    return str(shop.explain(order).json["next_step"]["type"])


def test_an_order_that_credits_do_not_cover(shop: Shop) -> None:
    shop.consent()
    shop.fund(1_000)
    order = shop.order(4_590)
    assert step(shop, order) == "auto_debit_pending"
    shop.world.settle_down()
    answer = shop.explain(order).json
    text = "Credits lack 35.90 EUR: top up and drain, or pay it otherwise."
    assert answer == {
        "order_id": order,
        "payment_status": "unpaid",
        "reason": "insufficient_credits",
        "shortfall": 3_590,
        "amount_due": 4_590,
        "attempts": [],
        "link": None,
        "holds_claim": None,
        "restricted_since": None,
        "next_step": {"type": "top_up", "at": None, "text": text},
    }
    shop.change_wallet(drain_after_top_up=True)
    assert step(shop, order) == "drain_after_top_up"
    shop.fund(4_000)
    shop.world.settle_down()
    paid = shop.explain(order).json
    assert (paid["amount_due"], paid["reason"], paid["next_step"]["type"]) == (0, None, "none_needed")
    assert [(each["means"], each["status"]) for each in paid["attempts"]] == [("credits", "succeeded")]


def test_what_stands_in_the_way_is_named(shop: Shop) -> None:
    order = shop.order()
    shop.world.settle_down()
    assert step(shop, order) == "enable_auto_debit"
    shop.consent()
    shop.change_wallet(paused=True)
    assert step(shop, order) == "resume_wallet"
    shop.change_wallet(paused=False)
    assert step(shop, order) == "top_up"
    shop.fund(10_000)
    assert step(shop, order) == "drain"
    shop.cancel(order)
    assert step(shop, order) == "cancelled"


def test_a_link_its_buyer_and_each_attempt(shop: Shop) -> None:
    order = shop.order(collect="none")
    assert step(shop, order) == "make_link"
    link = shop.link(order)
    answer = shop.explain(order).json
    assert answer["link"] == {"id": link["id"], "status": "open", "expires_at": link["expires_at"]}
    assert (answer["next_step"]["type"], answer["next_step"]["at"]) == ("buyer_pays_link", link["expires_at"])
    shop.checkout(link)
    answer = shop.explain(order).json
    assert (answer["reason"], answer["holds_claim"]) == ("awaiting_buyer", answer["attempts"][0]["payment"])
    shop.world.pass_time(hours=24)
    shop.world.settle_down()
    shop.world.pay(shop.checkout(link), paypal="pending_paid")
    shop.world.settle_down()
    answer = shop.explain(order).json
    assert [(each["status"], each["failure"]) for each in answer["attempts"]] == [
        ("cancelled", "session_cancelled"), ("processing", None)
    ]  # fmt: skip
    assert answer["holds_claim"] == answer["attempts"][1]["payment"]
    (due,) = [each["due_sk"] for each in shop.world.items("payment") if each["state"] == "processing"]
    assert (answer["next_step"]["type"], answer["next_step"]["at"]) == ("provider_pending", due.split("#")[0])


def test_an_attempt_that_the_timeline_has_not_heard_of_is_told(shop: Shop) -> None:
    order = shop.order(collect="none")
    shop.checkout(shop.link(order))
    assert shop.world.items("timeline") == []
    assert [each["status"] for each in shop.explain(order).json["attempts"]] == ["pending"]


def test_it_reads_and_no_more(shop: Shop, interruptions: Interruptions) -> None:
    order = shop.order()
    shop.checkout(shop.link(order))
    shop.world.settle_down()
    with interruptions.counting() as calls:
        shop.explain(order)
    assert sorted(calls) == ["BatchGetItem", *["GetItem"] * 5]


def test_another_merchants_order_is_not_there(world: World, shop: Shop) -> None:
    assert Shop(world, world.merchant()).explain(shop.order()).status == 404
