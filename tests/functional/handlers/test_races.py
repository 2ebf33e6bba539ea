"""Two things at once: the second happens whole, just before a call of the first."""

from shared.links.model import Closing, LinkStatus
from shared.links.store import closing_update
from tests.functional.handlers import jobs
from tests.functional.handlers.books import audit, nothing_is_stuck, sessions
from tests.functional.handlers.crashes import Interruptions
from tests.functional.handlers.shop import Shop
from tests.support.aws import bodies
from tests.support.world import World

OPENING = "stripe post checkout/sessions"
WRITING = "TransactWriteItems"


def test_the_same_order_twice_at_once_is_one_order(shop: Shop, interruptions: Interruptions) -> None:
    interruptions.before("PutItem", lambda: shop.place())
    assert shop.place().status == 200
    assert len(shop.world.items("order")) == 1


def test_two_presses_at_once_lead_to_one_session(world: World, shop: Shop, interruptions: Interruptions) -> None:
    for call in (WRITING, OPENING):
        link = shop.link(shop.order(collect="none"))
        urls: list[str] = []
        interruptions.before(call, lambda link=link, urls=urls: urls.append(shop.checkout(link)))  # type: ignore[misc]
        assert shop.checkout(link) == urls[0]
    assert len(sessions(world)) == 2
    nothing_is_stuck(world)


def test_a_link_that_is_void_before_its_session_is_kept_hands_out_nothing(
    world: World, shop: Shop, interruptions: Interruptions
) -> None:
    link = shop.link(shop.order(collect="none"))
    interruptions.before(OPENING, lambda: shop.void(link["id"]))
    assert shop.press(link).status == 409
    assert [session["status"] for session in sessions(world)] == ["expired"]
    assert shop.page(link) == "void"
    world.settle_down()
    nothing_is_stuck(world)


def test_a_link_whose_closing_begins_before_its_session_is_kept_hands_out_nothing(
    world: World, shop: Shop, interruptions: Interruptions
) -> None:
    link = shop.link(shop.order(collect="none"))
    now = world.clock.now()
    begin = closing_update(link["id"], Closing(LinkStatus.VOID), now)
    interruptions.before(OPENING, lambda: world.table.update(begin))
    assert shop.press(link).status == 409
    assert [session["status"] for session in sessions(world)] == ["expired"]
    world.pass_time(minutes=2)
    assert jobs.expire() == jobs.ONE
    world.settle_down()
    assert shop.page(link) == "void"
    nothing_is_stuck(world)


def test_money_that_comes_while_a_void_closes_the_session_wins(
    world: World, shop: Shop, interruptions: Interruptions
) -> None:
    order = shop.order(collect="none")
    link = shop.link(order)
    url = shop.checkout(link)
    interruptions.before("stripe post checkout/sessions", lambda: world.pay(url))
    assert shop.void(link["id"]).json["code"] == "link_paid"
    assert shop.read(order)["payment_status"] == "paid"
    world.settle_down()
    audit(world)


def test_one_payment_told_by_two_at_once_settles_once(world: World, shop: Shop, interruptions: Interruptions) -> None:
    order = shop.order(collect="none")
    world.pay(shop.checkout(shop.link(order)))
    events = world.stripe_events()
    interruptions.before(
        WRITING, lambda: world.deliver_webhooks([event | {"id": f"{event['id']}x"} for event in events])
    )
    world.deliver_webhooks(events)
    assert shop.read(order)["payment_status"] == "paid"
    assert world.items("surplus") == []
    audit(world)


def test_a_payment_on_its_way_told_by_two_at_once_is_understood_by_both(
    world: World, shop: Shop, interruptions: Interruptions
) -> None:
    order = shop.order(collect="none")
    world.pay(shop.checkout(shop.link(order)), paypal="pending_paid")
    events = world.stripe_events()
    interruptions.before(
        WRITING, lambda: world.deliver_webhooks([event | {"id": f"{event['id']}x"} for event in events])
    )
    world.deliver_webhooks(events)
    assert bodies(world.resources.webhook_queue_url) == []
    assert shop.read(order)["payment_status"] == "pending"


def test_a_top_up_that_lands_during_a_debit_is_not_lost(world: World, shop: Shop, interruptions: Interruptions) -> None:
    shop.consent()
    shop.fund(1_000)
    orders = [shop.order(900), shop.order(900)]
    world.relay()
    interruptions.before(WRITING, lambda: shop.fund(1_000))
    world.debit()
    assert [shop.read(order)["payment_status"] for order in orders] == ["paid", "paid"]
    assert shop.wallet()["balance"] == 200
    audit(world)


def test_a_top_up_that_lands_while_a_debit_finds_nothing_strands_no_order(
    world: World, shop: Shop, interruptions: Interruptions
) -> None:
    shop.consent()
    order = shop.order(900)
    world.relay()
    interruptions.before(WRITING, lambda: shop.fund(1_000))
    world.debit()
    assert shop.read(order)["payment_status"] == "paid"
    audit(world)


def test_a_debit_that_meets_a_press_leaves_the_order_to_one_of_them(
    world: World, shop: Shop, interruptions: Interruptions
) -> None:
    shop.consent()
    shop.fund(10_000)
    first, second = shop.order(), shop.order()
    link = shop.link(first)
    world.relay()
    interruptions.before(WRITING, lambda: shop.checkout(link))
    world.debit()
    assert [shop.read(order)["payment_status"] for order in (first, second)] == ["unpaid", "paid"]
    world.settle_down()
    assert shop.wallet()["balance"] == 10_000 - 4_590
    audit(world)
    nothing_is_stuck(world)


def test_a_press_that_meets_a_debit_finds_the_order_paid(
    world: World, shop: Shop, interruptions: Interruptions
) -> None:
    shop.consent()
    shop.fund(10_000)
    link = shop.link(shop.order())
    world.relay()
    interruptions.before(WRITING, world.debit)
    assert shop.press(link).status == 409
    assert (shop.page(link), sessions(world)[1:]) == ("settled", [])
    audit(world)


def test_two_links_at_once_leave_one_open(world: World, shop: Shop, interruptions: Interruptions) -> None:
    order = shop.order(collect="none")
    interruptions.before(WRITING, lambda: shop.link(order))
    assert shop.ask_link(order).status in (201, 503)
    assert [link["status"] for link in world.items("link")].count("open") == 1
