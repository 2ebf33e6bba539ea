"""Paying by link: what settles, what is surplus, and what nobody may do meanwhile (design, sections 3 and 10)."""

from functions.process_webhook.handler import lambda_handler as process_webhook
from tests.functional.handlers import jobs
from tests.functional.handlers.books import audit, nothing_is_stuck, session, sessions
from tests.functional.handlers.crash_scenarios import session_id
from tests.functional.handlers.crashes import Interruptions
from tests.functional.handlers.shop import Shop
from tests.support.samples import sample
from tests.support.world import World


def test_a_paid_link_settles_and_releases_its_order(world: World, shop: Shop) -> None:
    order = shop.order(collect="none")
    link = shop.link(order, amount=4_000, invoice_number="2026-77")
    assert world.pay(shop.checkout(link)).headers["location"].endswith("?from=checkout")
    assert shop.page(link) == "open"
    assert shop.page(link, **{"from": "checkout"}) == "confirming"
    world.settle_down()
    assert shop.page(link) == "paid"
    shown = shop.read(order)
    assert (shown["payment_status"], shown["unpaid_reason"]) == ("paid", None)
    (payment,) = shown["payments"]
    assert (payment["means"], payment["amount"], payment["status"]) == ("checkout", 4_000, "succeeded")
    assert [event["data"]["order_id"] for event in world.released()] == [order]
    audit(world)


def test_two_presses_lead_to_the_same_session(shop: Shop) -> None:
    link = shop.link(shop.order(collect="none"))
    assert shop.checkout(link) == shop.checkout(link)
    assert len(sessions(shop.world)) == 1


def test_a_session_that_ran_out_is_replaced_at_the_next_press_even_if_nobody_told_us(shop: Shop) -> None:
    link = shop.link(shop.order(collect="none"))
    first = shop.checkout(link)
    shop.world.pass_time(hours=24)
    second = shop.checkout(link)
    assert session(shop.world, session_id(first))["status"] == "expired"
    assert session(shop.world, session_id(second))["status"] == "open"
    nothing_is_stuck(shop.world)


def test_a_decline_leaves_the_link_open_and_the_next_card_pays(world: World, shop: Shop) -> None:
    order = shop.order(collect="none")
    link = shop.link(order)
    url = shop.checkout(link)
    assert world.pay(url, card_number="4000000000000002").status_code == 402
    world.settle_down()
    assert shop.page(link) == "open"
    assert shop.read(order)["payment_status"] == "unpaid"
    assert shop.checkout(link) == url
    world.pay(url)
    world.settle_down()
    assert shop.read(order)["payment_status"] == "paid"
    audit(world)


def test_events_in_any_order_and_twice_settle_once(world: World, shop: Shop) -> None:
    order = shop.order(collect="none")
    world.pay(shop.checkout(shop.link(order)))
    events = world.stripe_events()
    world.deliver_webhooks(list(reversed(events)))
    first = shop.read(order)
    world.deliver_webhooks(events + events)
    assert shop.read(order) == first
    assert first["payment_status"] == "paid"
    assert world.items("surplus") == []
    audit(world)


def test_a_failure_told_after_the_success_changes_nothing(world: World, shop: Shop) -> None:
    order = shop.order(collect="none")
    url = shop.checkout(shop.link(order))
    world.pay(url, card_number="4000000000000002")
    failure = next(event for event in world.stripe_events() if event["type"] == "payment_intent.payment_failed")
    world.pay(url)
    world.settle_down()
    paid = shop.read(order)
    world.deliver_webhooks([failure | {"id": "evt_late"}])
    assert shop.read(order) == paid
    assert paid["payment_status"] == "paid"


def test_an_order_that_is_being_paid_by_link_is_not_debited(world: World, shop: Shop) -> None:
    shop.consent()
    shop.fund(10_000)
    order = shop.order()
    url = shop.checkout(shop.link(order))
    world.relay()
    world.debit()
    assert (shop.read(order)["payment_status"], shop.wallet()["balance"]) == ("unpaid", 10_000)
    world.pay(url)
    world.settle_down()
    assert (shop.read(order)["payment_status"], shop.wallet()["balance"]) == ("paid", 10_000)
    audit(world)


def test_money_of_another_amount_marks_nothing_paid_and_is_surplus(world: World, shop: Shop) -> None:
    order = shop.order(collect="none")
    link = shop.link(order)
    url = shop.checkout(link)
    change_total(world, url, 4_589)
    world.pay(url)
    world.settle_down()
    world.deliver_webhooks(world.stripe_events())
    assert shop.read(order)["payment_status"] == "unpaid"
    assert surpluses(world) == [("amount_mismatch", 4_589, "EUR")]
    assert shop.page(link) == "open"
    audit(world)
    nothing_is_stuck(world)


def test_money_that_comes_after_a_void_is_surplus_exactly_once(
    world: World, shop: Shop, interruptions: Interruptions
) -> None:
    order = shop.order(collect="none")
    link = shop.link(order)
    url = open_unknown_session(shop, link, interruptions)
    assert shop.void(link["id"]).status == 200
    world.pay(url)
    world.settle_down()
    world.deliver_webhooks(world.stripe_events())
    assert surpluses(world) == [("payment_cancelled", 4_590, "EUR")]
    assert shop.read(order)["payment_status"] == "unpaid"
    assert shop.page(link) == "void"
    audit(world)
    nothing_is_stuck(world)


def test_money_that_comes_after_the_order_was_paid_otherwise_is_surplus(
    world: World, shop: Shop, interruptions: Interruptions
) -> None:
    order = shop.order(collect="none")
    old = shop.link(order)
    late = open_unknown_session(shop, old, interruptions)
    world.pay(shop.checkout(shop.link(order)))
    world.settle_down()
    paid = shop.read(order)
    assert paid["payment_status"] == "paid"
    world.pay(late)
    world.settle_down()
    assert shop.read(order) == paid
    assert surpluses(world) == [("payment_cancelled", 4_590, "EUR")]
    audit(world)


def test_surplus_is_held_for_its_merchant(world: World, shop: Shop) -> None:
    url = shop.top_up(5_000).json["checkout_url"]
    change_total(world, url, 4_999)
    world.pay(url)
    world.deliver_webhooks()
    (item,) = world.items("surplus")
    assert (item["merchant_id"], item["state"]) == (shop.id, "held")


def test_the_webhook_that_is_quicker_than_our_own_answer_settles(
    world: World, shop: Shop, interruptions: Interruptions
) -> None:
    order = shop.order(collect="none")
    link = shop.link(order)
    url = open_unknown_session(shop, link, interruptions)
    world.pay(url)
    world.settle_down()
    assert shop.read(order)["payment_status"] == "paid"
    assert shop.press(link).status == 409
    audit(world)
    nothing_is_stuck(world)


def test_a_lost_webhook_is_made_up_for_by_the_repair_job(world: World, shop: Shop) -> None:
    order = shop.order(collect="none")
    world.pay(shop.checkout(shop.link(order)))
    assert jobs.repair() == jobs.NOTHING
    world.pass_time(minutes=6)
    assert jobs.repair() == jobs.ONE
    assert shop.read(order)["payment_status"] == "paid"
    audit(world)


def test_the_looks_at_an_open_payment_grow_rarer(world: World, shop: Shop, interruptions: Interruptions) -> None:
    shop.checkout(shop.link(shop.order(collect="none")))
    looks = []
    for minute in range(0, 6 * 60, 10):
        with interruptions.counting() as calls:
            jobs.repair()
        looks += [minute] * calls.count("stripe get checkout/sessions")
        world.pass_time(minutes=10)
    assert looks == [10, 20, 80]


def test_money_for_a_payment_that_we_do_not_know_is_recorded(world: World, shop: Shop) -> None:
    url = shop.top_up(5_000).json["checkout_url"]
    world.pay(url)
    world.forget("payment")
    told = ("checkout.session.completed", "payment_intent.succeeded")
    one, other = [event for event in world.stripe_events() if event["type"] in told]
    world.deliver_webhooks([one])
    first = world.items("surplus")
    world.deliver_webhooks([other, one])
    assert world.items("surplus") == first
    assert surpluses(world) == [("unknown_payment", 5_000, "EUR")]
    assert shop.wallet()["balance"] == 0


def test_the_sample_event_of_a_session_that_the_provider_does_not_know_goes_back_to_the_queue(world: World) -> None:
    event = sample("process_webhook")
    event["Records"][0]["body"] = event["Records"][0]["body"].replace("orderpay-dev", "orderpay-test")
    failed = process_webhook(event, None)["batchItemFailures"]
    assert failed == [{"itemIdentifier": event["Records"][0]["messageId"]}]


def change_total(world: World, url: str, amount: int) -> None:
    """The provider will take another amount than we asked for."""
    with world.stripe.server.lock:
        found = world.stripe.simulator.world.platform.sessions.get(session_id(url))
        assert found is not None
        found["amount_total"] = amount


def surpluses(world: World) -> list[tuple[str, int, str]]:
    """Reason and money of what is recorded as surplus."""
    return [(item["reason"], item["amount"], item["currency"]) for item in world.items("surplus")]


def open_unknown_session(shop: Shop, link: dict[str, str], interruptions: Interruptions) -> str:
    """The provider opens a session, and we die before we keep it: its URL is known to it alone."""
    died = interruptions.kills(lambda: shop.press(link), after=2)
    assert died
    assert interruptions.calls[-1] == "stripe post checkout/sessions"
    return str(sessions(shop.world)[-1]["url"])


def test_money_for_an_order_that_is_gone_is_kept_as_surplus(shop: Shop) -> None:
    shop.world.pay(shop.checkout(shop.link(shop.order())))
    shop.world.forget("order")
    shop.world.deliver_webhooks()
    (surplus,) = shop.world.items("surplus")
    assert (surplus["reason"], surplus["amount"]) == ("target_gone", 4590)
