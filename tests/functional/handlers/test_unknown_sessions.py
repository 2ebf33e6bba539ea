"""A session that the provider opened without our knowing: its URL is nobody's, and money on it is still counted."""

from tests.functional.handlers import jobs
from tests.functional.handlers.books import audit, nothing_is_stuck, sessions
from tests.functional.handlers.shop import Shop
from tests.support.world import World


def lost_session(world: World, shop: Shop) -> tuple[str, str]:
    """An order and the address of a session that was opened while its answer was lost, near the end of its link."""
    order = shop.order(collect="none")
    link = shop.link(order, expires_in_days=1)
    world.pass_time(hours=23, minutes=58)
    world.lose_answers(with_effect=True)
    assert shop.press(link).status == 202
    session = sessions(world)[-1]
    return order, str(session["url"])


def test_what_can_no_longer_be_resumed_frees_its_order_and_its_session_runs_out(world: World, shop: Shop) -> None:
    """35 minutes are the least a session has, and the provider takes no stored one with less than 30 left."""
    order, _ = lost_session(world, shop)
    world.pass_time(minutes=6)
    assert jobs.repair() == jobs.ONE
    (payment,) = world.items("payment")
    assert (payment["state"], payment["failure"]) == ("cancelled", "never_opened")
    world.pass_time(hours=1)
    assert [session["status"] for session in sessions(world)] == ["expired"]
    jobs.expire()
    world.settle_down()
    assert shop.read(order)["payment_status"] == "unpaid"
    audit(world)
    nothing_is_stuck(world)


def test_money_on_it_after_its_order_was_paid_otherwise_is_surplus(world: World, shop: Shop) -> None:
    shop.fund(10_000)
    order, url = lost_session(world, shop)
    world.pass_time(minutes=6)
    jobs.repair()
    assert shop.pay([order]).json["status"] == "succeeded"
    assert world.pay(url).status_code == 303, "from the provider's dashboard: nobody else has the address"
    world.settle_down()
    assert [item["reason"] for item in world.items("surplus")] == ["payment_cancelled"]
    assert shop.wallet()["balance"] == 10_000 - 4590
    audit(world)


def test_no_second_session_is_ever_opened_for_a_payment(world: World, shop: Shop) -> None:
    """The last resumption is within the 24 hours for which the provider keeps an idempotency key."""
    world.lose_answers(with_effect=True)
    assert shop.top_up(5_000).status in (201, 202)
    world.faults(calls=[{"kind": "timeout", "path": "/v1/checkout/sessions", "count": 200, "effect": True}])
    for _ in range(30):
        world.pass_time(hours=1)
        jobs.repair()
        jobs.find_missed()
    assert len(sessions(world)) == 1
    assert [payment["state"] for payment in world.items("payment")] == ["cancelled"]
    nothing_is_stuck(world)


def test_a_second_tab_while_the_first_one_s_call_is_under_way_ends_nothing(world: World, shop: Shop) -> None:
    """The provider answers 409 to the same key (https://docs.stripe.com/error-low-level): that is no end of it."""
    link = shop.link(shop.order(collect="none"))
    error = {"type": "idempotency_error", "code": "idempotency_key_in_use", "message": "It is under way."}
    under_way = {"kind": "fail", "status": 409, "path": "/v1/checkout/sessions", "error": error, "count": 2}
    world.faults(calls=[under_way])
    assert shop.press(link).status == 503
    (payment,) = world.items("payment")
    assert payment["state"] == "pending"
    assert world.pay(shop.checkout(link)).status_code == 303
    world.settle_down()
    assert [item["state"] for item in world.items("payment")] == ["succeeded"]
