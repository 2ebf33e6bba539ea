"""Voiding, replacing and expiring links: first the provider's session, then the end (rule M8)."""

from tests.functional.handlers import jobs
from tests.functional.handlers.books import audit, nothing_is_stuck, session
from tests.functional.handlers.crash_scenarios import session_id
from tests.functional.handlers.crashes import Interruptions
from tests.functional.handlers.shop import Shop
from tests.support.world import World, page_state


def test_a_void_closes_the_session_at_the_provider(world: World, shop: Shop) -> None:
    order = shop.order(collect="none")
    link = shop.link(order)
    url = shop.checkout(link)
    answer = shop.void(link["id"])
    assert (answer.status, answer.json["status"], answer.json["close_reason"]) == (200, "void", "changed my mind")
    assert world.pay(url).status_code == 410
    assert shop.read(order)["payment_link"] is None
    world.settle_down()
    nothing_is_stuck(world)


def test_a_second_void_changes_nothing(shop: Shop) -> None:
    link = shop.link(shop.order(collect="none"))
    assert shop.void(link["id"]).json == shop.void(link["id"]).json


def test_a_void_loses_against_money_that_was_quicker(world: World, shop: Shop) -> None:
    order = shop.order(collect="none")
    link = shop.link(order)
    world.pay(shop.checkout(link))
    answer = shop.void(link["id"])
    assert (answer.status, answer.json["code"]) == (409, "link_paid")
    assert shop.read(order)["payment_status"] == "paid"
    world.settle_down()
    assert shop.page(link) == "paid"
    audit(world)


def test_a_void_waits_for_a_submitted_payment_and_ends_paid_with_it(world: World, shop: Shop) -> None:
    order = shop.order(collect="none")
    link = shop.link(order)
    world.pay(shop.checkout(link), paypal="pending_paid")
    answer = shop.void(link["id"])
    assert (answer.status, answer.json["code"]) == (409, "payment_pending")
    assert (shop.page(link), shop.read(order)["payment_status"]) == ("pending", "pending")
    assert shop.press(link).status == 409
    world.pass_time(minutes=1)
    world.settle_down()
    assert (shop.read_link(link["id"])["status"], shop.read(order)["payment_status"]) == ("paid", "paid")
    audit(world)
    nothing_is_stuck(world)


def test_a_void_waits_for_a_submitted_payment_and_ends_void_when_that_fails(world: World, shop: Shop) -> None:
    order = shop.order(collect="none")
    link = shop.link(order)
    world.pay(shop.checkout(link), paypal="pending_failed")
    assert shop.void(link["id"]).status == 409
    world.pass_time(minutes=1)
    world.settle_down()
    shown = shop.read(order)
    assert (shop.page(link), shown["payment_status"], shown["payment_link"]) == ("void", "unpaid", None)
    nothing_is_stuck(world)


def test_no_link_is_made_while_a_submitted_payment_is_on_its_way(world: World, shop: Shop) -> None:
    order = shop.order(collect="none")
    link = shop.link(order)
    world.pay(shop.checkout(link), paypal="pending_paid")
    world.deliver_webhooks()
    answer = shop.ask_link(order)
    assert (answer.status, answer.json["code"]) == (409, "payment_pending")
    assert shop.read_link(link["id"])["status"] == "open"


def test_a_new_link_closes_the_old_one_at_the_provider_too(world: World, shop: Shop) -> None:
    order = shop.order(collect="none")
    old = shop.link(order)
    url = shop.checkout(old)
    new = shop.link(order, amount=100)
    assert (shop.page(old), shop.page(new)) == ("void", "open")
    assert world.pay(url).status_code == 410
    assert shop.read(order)["payment_link"] == new["url"]


def test_the_expiry_shows_before_any_job_has_run(world: World, shop: Shop) -> None:
    link = shop.link(shop.order(collect="none"), expires_in_days=1)
    world.pass_time(days=1)
    assert shop.page(link) == "expired"
    assert shop.read_link(link["id"])["status"] == "expired"
    answer = shop.press(link)
    assert (answer.status, page_state(answer.text)) == (409, "expired")


def test_the_job_expires_links_and_closes_their_sessions(world: World, shop: Shop) -> None:
    order = shop.order(collect="none")
    link = shop.link(order, expires_in_days=1)
    world.pass_time(hours=23, minutes=59)
    url = shop.checkout(link)
    assert jobs.expire() == jobs.NOTHING
    world.pass_time(minutes=2)
    assert jobs.expire() == jobs.ONE
    assert jobs.expire() == jobs.NOTHING
    assert world.pay(url).status_code == 410
    assert shop.read(order)["payment_link"] is None
    world.settle_down()
    nothing_is_stuck(world)


def test_money_that_comes_while_the_job_expires_the_link_wins(world: World, shop: Shop) -> None:
    order = shop.order(collect="none")
    link = shop.link(order, expires_in_days=1)
    world.pass_time(hours=23, minutes=59)
    world.pay(shop.checkout(link))
    world.pass_time(minutes=2)
    assert jobs.expire() == (1, {"link_paid": 1})
    assert shop.read(order)["payment_status"] == "paid"
    assert jobs.expire() == jobs.NOTHING
    audit(world)


def test_the_job_goes_on_with_a_closing_that_was_left_half_done(
    world: World, shop: Shop, interruptions: Interruptions
) -> None:
    link = shop.link(shop.order(collect="none"))
    url = shop.checkout(link)
    assert interruptions.kills(lambda: shop.void(link["id"]), after=1)
    assert shop.page(link) == "closing"
    world.pass_time(minutes=2)
    assert jobs.expire() == jobs.ONE
    assert shop.page(link) == "void"
    assert session(world, session_id(url))["status"] == "expired"


def test_a_provider_that_does_not_answer_leaves_the_link_closing_and_the_job_ends_it(world: World, shop: Shop) -> None:
    link = shop.link(shop.order(collect="none"))
    shop.checkout(link)
    world.faults(calls=[{"kind": "timeout", "path": "/v1/checkout/sessions/*", "count": 2}])
    assert shop.void(link["id"]).status == 503
    assert (shop.page(link), shop.press(link).status) == ("closing", 409)
    world.pass_time(minutes=2)
    assert jobs.expire() == jobs.ONE
    assert shop.page(link) == "void"


def test_the_button_refuses_what_cannot_be_paid_and_the_page_says_why(world: World, shop: Shop) -> None:
    void = shop.link(shop.order(collect="none"))
    shop.void(void["id"])
    paid = shop.link(shop.order(collect="none"))
    world.pay(shop.checkout(paid))
    world.settle_down()
    answers = {state: shop.press(link) for state, link in (("void", void), ("paid", paid))}
    assert {state: (answer.status, page_state(answer.text)) for state, answer in answers.items()} == {
        "void": (409, "void"),
        "paid": (409, "paid"),
    }


def test_a_link_of_an_order_that_credits_paid_tells_that_it_is_paid(world: World, shop: Shop) -> None:
    shop.consent()
    shop.fund(5_000)
    order = shop.order()
    link = shop.link(order)
    world.relay()
    world.debit()
    assert (shop.page(link), shop.press(link).status) == ("settled", 409)
    assert shop.ask_link(order).json["code"] == "order_paid"
    world.settle_down()
    closed = shop.read_link(link["id"])
    assert (closed["status"], closed["close_reason"]) == ("void", "order paid by other means")
    assert (shop.page(link), shop.read(order)["payment_link"]) == ("settled", None)


def test_the_providers_expiry_of_the_session_frees_the_claim_for_credits(world: World, shop: Shop) -> None:
    shop.consent()
    shop.fund(5_000)
    order = shop.order()
    shop.checkout(shop.link(order))
    world.pass_time(hours=24)
    world.deliver_webhooks()
    world.relay()
    world.debit()
    assert shop.read(order)["payment_status"] == "paid"
    audit(world)


def test_links_take_an_idempotency_key(shop: Shop) -> None:
    order = shop.order(collect="none")
    first = shop.ask_link(order, key="k", amount=100)
    again = shop.ask_link(order, key="k", amount=100)
    other = shop.ask_link(order, key="k", amount=101)
    assert (again.status, again.json) == (201, first.json)
    assert (other.status, other.json["code"]) == (422, "idempotency_mismatch")


def test_a_repeat_under_its_key_gets_the_link_even_after_its_expiry(world: World, shop: Shop) -> None:
    order = shop.order(collect="none")
    first = shop.ask_link(order, key="k", expires_at="2026-11-23T00:00:00Z")
    assert first.status == 201
    world.pass_time(days=2)
    again = shop.ask_link(order, key="k", expires_at="2026-11-23T00:00:00Z")
    assert (again.status, again.json.get("id")) == (201, first.json["id"])


def test_an_expiry_outside_of_ninety_days_is_refused(shop: Shop) -> None:
    order = shop.order(collect="none")
    bodies = ({"expires_at": "2026-11-21T00:00:00Z"}, {"expires_at": "2027-02-21T00:00:00Z"}, {"expires_in_days": 91},
              {"expires_in_days": 0}, {"expires_in_days": 1, "expires_at": "2026-11-23T00:00:00Z"})  # fmt: skip
    assert [shop.ask_link(order, **body).status for body in bodies] == [422] * 5
    assert shop.world.items("link") == []
