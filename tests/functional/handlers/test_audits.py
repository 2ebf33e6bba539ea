"""The daily audit on real handlers: clean days, whose turn it is, what it mends by itself, whom it tells."""

import pytest

from functions.read_audits.handler import lambda_handler as read_audits
from shared.errors import InvalidRequest
from shared.payments.audit import settled_stage
from shared.payments.outbox.events import events_of
from tests.functional.handlers.auditing import (
    DAY,
    ask,
    audit,
    audits,
    balance_changed,
    change,
    found_on,
    line_altered,
    only,
    run_schedule,
)
from tests.functional.handlers.shop import Shop
from tests.support.world import AS_OPERATOR, World


def test_a_day_of_everything_is_clean(world: World, busy: Shop) -> None:
    assert found_on(world) == []
    (shown,) = audits(world)["data"]
    assert shown["checked"] == {
        "charges": 3, "wallets": 1, "pages": 4, "lines": 5, "settled_payments": 2, "paid_orders": 6, "open_orders": 3,
    }  # fmt: skip
    assert (shown["day"], shown["state"], shown["discrepancies"]) == (DAY, "done", 0)
    assert shown["finished_at"] > shown["started_at"]


def test_the_schedule_audits_a_day_three_hours_after_it_ended_and_once(world: World, busy: Shop) -> None:
    assert [each["day"] for each in run_schedule()] == ["2026-11-21"]
    world.pass_time(hours=23, minutes=40)
    assert run_schedule() == []
    world.pass_time(minutes=10)
    assert [(each["day"], each["state"], each["discrepancies"]) for each in run_schedule()] == [(DAY, "done", 0)]
    assert run_schedule() == []
    world.pass_time(hours=24 * 3)
    assert [each["day"] for each in run_schedule()] == ["2026-11-23", "2026-11-24", "2026-11-25"]
    listed = audits(world, limit="2")
    assert [each["day"] for each in listed["data"]] == ["2026-11-25", "2026-11-24"]
    assert [each["day"] for each in audits(world, cursor=listed["next_cursor"])["data"]] == [
        "2026-11-23", DAY, "2026-11-21"
    ]  # fmt: skip


def test_money_that_nobody_told_of_is_found_and_settled(world: World, shop: Shop) -> None:
    order = shop.order(4_000, collect="link")
    world.pay(shop.checkout(shop.link(order)))
    asked = ask()
    (found,) = audit(world, asked["id"])["data"]
    assert (found["type"], found["merchant_id"], found["fix"]["code"]) == ("money_without_record", shop.id, "settle")
    assert found["action"]["outcome"] == "checkout_paid"
    assert shop.read(order)["payment_status"] == "paid"
    assert found_on(world) == []


def test_a_stray_with_our_mark_is_told_to_the_platform_and_left_alone(world: World, shop: Shop) -> None:
    intent = stray(world, orderpay_deployment="orderpay-test")
    stray(world, orderpay_deployment="somebody-else")
    asked = ask()
    (found,) = audit(world, asked["id"])["data"]
    assert (found["type"], found["subject"], found["merchant_id"]) == ("money_without_record", intent, None)
    assert (found["fix"]["code"], found["action"]) == ("assign_money", None)
    assert asked["checked"]["charges"] == 1


def stray(world: World, **metadata: str) -> str:
    """Money that something else than a checkout of ours took."""
    fields = {"amount": "777", "currency": "eur", "confirm": "true", "payment_method": "pm_card_visa"}
    fields |= {"automatic_payment_methods[enabled]": "true", "automatic_payment_methods[allow_redirects]": "never"}
    answer = world.browser.post(
        f"{world.stripe.url}/v1/payment_intents",
        data=fields | {f"metadata[{name}]": value for name, value in metadata.items()},
        headers={"authorization": f"Bearer {world.stripe.key}"},
    )
    assert answer.status_code == 200, answer.text
    return str(answer.json()["id"])


def test_surplus_that_is_held_for_a_day_is_told_of(world: World, shop: Shop) -> None:
    order = shop.order(4_000, collect="link")
    world.pay(shop.checkout(shop.link(order)))
    world.forget("payment")
    world.settle_down()
    (surplus,) = world.items("surplus")
    assert [kind for kind, _ in found_on(world)] == ["claim_stale"]
    world.pass_time(hours=25)
    assert ("surplus_not_returned", surplus["pk"]) in found_on(world, "2026-11-23")


def test_surplus_that_the_provider_never_had(world: World, shop: Shop) -> None:
    world.pay(shop.checkout(shop.link(shop.order(4_000, collect="link"))))
    world.forget("payment")
    world.settle_down()
    item = only(world, "surplus")
    change(world, item, amount=3_999)
    assert ("amount_differs", item["pk"]) in found_on(world)


def test_an_order_that_was_forgotten_is_driven_again(world: World, shop: Shop) -> None:
    shop.consent()
    shop.fund(10_000)
    order = shop.order(1_000)
    world.relay()
    world.waiting_debits()
    assert found_on(world) == []
    world.pass_time(hours=1)
    assert found_on(world) == [("order_undecided", order)]
    world.settle_down()
    assert shop.read(order)["payment_status"] == "paid"
    assert found_on(world) == []


@pytest.mark.parametrize("days", [0, 3, 40, 88])
def test_money_is_held_against_the_order_that_it_pays_the_day_after_whatever_its_age(
    world: World, shop: Shop, days: int
) -> None:
    order = shop.order(4_000, collect="link")
    link = shop.link(order)
    world.pass_time(days=days)
    day = world.clock.now().date().isoformat()
    world.pay(shop.checkout(link))
    world.settle_down()
    change(world, only(world, "order", id=order), paid_amount=3_999)
    assert found_on(world, day) == [("paid_amount_differs", order)]


def test_every_payment_of_a_day_is_looked_at_once(world: World, shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settled_stage, "_PAGE", 2)
    for amount in range(4_000, 4_007):
        world.pay(shop.checkout(shop.link(shop.order(amount, collect="link"))))
        world.settle_down()
    assert ask()["checked"]["settled_payments"] == 7
    world.pass_time(days=1)
    assert "settled_payments" not in ask("2026-11-23")["checked"]


def test_the_provider_is_asked_the_day_after_about_an_old_order_that_it_says_was_paid(world: World, shop: Shop) -> None:
    order = shop.order(4_000, collect="link")
    link = shop.link(order)
    world.pass_time(days=40)
    world.pay(shop.checkout(link))
    world.settle_down()
    payment = only(world, "payment")
    change(world, payment, intent_id="pi_of_nobody")
    day = world.clock.now().date().isoformat()
    assert found_on(world, day) == [
        ("money_without_record", payment["intent_id"]), ("record_without_money", "pi_of_nobody"),
    ]  # fmt: skip


def test_credits_are_held_against_the_old_order_that_they_pay_the_day_after(world: World, shop: Shop) -> None:
    shop.consent()
    order = shop.order(1_000)
    world.settle_down()
    world.pass_time(days=40)
    shop.fund(5_000)
    shop.drain()
    world.settle_down()
    change(world, only(world, "order", id=order), paid_amount=999)
    assert ("order_not_paid_by_line", order) in found_on(world, world.clock.now().date().isoformat())


def test_an_order_that_says_it_is_paid_where_no_money_moved_is_found_at_its_next_age(world: World, shop: Shop) -> None:
    order = shop.order(4_000, collect="none")
    world.pass_time(days=3)
    paid = {"payment_status": "paid", "paid_by": "pay_" + "0" * 26, "paid_at": "2026-11-25T03:00:00.000Z"}
    change(world, only(world, "order", id=order), **paid, paid_amount=4_000)
    world.pass_time(days=95)
    days = ("2026-11-23", "2026-11-25", "2026-11-29", "2026-12-22", "2027-02-25")
    seen = {day: found_on(world, day) for day in days}
    assert [day for day, found in seen.items() if found] == ["2026-11-29", "2026-12-22", "2027-02-25"]
    assert seen["2026-11-29"] == [("paid_without_payment", order)]


def test_an_order_that_was_forgotten_is_still_found_a_week_later(world: World, shop: Shop) -> None:
    shop.consent()
    order = shop.order(1_000)
    world.relay()
    world.waiting_debits()
    world.pass_time(days=7, hours=2)
    assert found_on(world, "2026-11-25") == []
    assert found_on(world, "2026-11-29") == [("order_undecided", order)]
    world.settle_down()
    assert shop.read(order)["unpaid_reason"] == "insufficient_credits"
    assert found_on(world, "2026-11-29") == []


def test_what_is_found_goes_to_the_bus(world: World, busy: Shop) -> None:
    ((kind, subject),) = balance_changed(world)
    ask()
    item = only(world, "discrepancy")
    (event,) = events_of(None, item)
    assert (event.type, event.subject_id, event.merchant_id) == ("audit.discrepancy_found", item["id"], busy.id)
    assert (event.data["type"], event.data["subject"], event.data["audit_id"]) == (kind, subject, item["pk"])
    assert events_of(item, item | {"acted_at": "now"}) == []
    (told,) = events_of(None, {name: value for name, value in item.items() if name != "merchant_id"})
    assert told.merchant_id == "platform"


def test_a_journal_is_read_on_from_where_it_was_audited_unless_whole(world: World, busy: Shop) -> None:
    assert found_on(world) == []
    line_altered(world)
    change_of_wallet = balance_changed(world)
    again = ask()
    assert "pages" not in again["checked"]
    assert change_of_wallet[0] in found_on(world)
    assert [kind for kind, _ in found_on(world, whole=True)] == ["balance_differs", "page_altered"]


def test_an_audit_that_is_none_and_a_day_that_is_none(world: World) -> None:
    route = "GET /v1/audits/{audit_id}"
    for audit_id in ("aud_" + "0" * 26, "nonsense"):
        answer = world.call(read_audits, "read_audits", route, path={"audit_id": audit_id}, authorizer=AS_OPERATOR)
        assert answer.status == 404
    for day in ("2026-11-23", "yesterday", "20261122T00"):
        with pytest.raises(InvalidRequest):
            ask(day)
    assert audits(world)["data"] == []


def test_findings_are_paged(world: World, busy: Shop) -> None:
    line_altered(world)
    balance_changed(world)
    asked = ask()["id"]
    first = audit(world, asked, limit="1")
    second = audit(world, asked, limit="1", cursor=first["next_cursor"])
    assert {each["type"] for page in (first, second) for each in page["data"]} == {"page_altered", "balance_differs"}
