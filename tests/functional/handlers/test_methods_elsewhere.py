"""What becomes of linked methods at the provider and by the calendar, and what the merchant is told of it."""

from datetime import UTC, datetime

import pytest

from functions.remind_methods.handler import Settings
from shared.payments.linking.looking import tend_methods
from shared.runtime.method_wiring import linking_context
from shared.runtime.settings import read_settings
from shared.stripe_gateway.client import SWEEP
from tests.functional.handlers.crashes import Interruptions
from tests.functional.handlers.jobs import NOTHING, ONE
from tests.functional.handlers.linking import MASTERCARD, Linking, remind
from tests.functional.handlers.own_account import OwnAccount
from tests.functional.handlers.shop import Shop
from tests.support.world import GOOD_CARD, World


@pytest.fixture
def methods(shop: Shop) -> Linking:
    """Of a merchant with a card that is good until the end of February 2027, and a PayPal account."""
    made = Linking(shop)
    made.link(card_number=GOOD_CARD, exp="02/27")
    made.link(paypal="approve")
    return made


def on(world: World, year: int, month: int, day: int) -> None:
    """Some seconds into a day."""
    moment = datetime(year, month, day, 0, 0, 5, tzinfo=UTC)
    world.pass_time(seconds=(moment - world.clock.moment).total_seconds())


def test_a_method_that_somebody_detached_there_is_dead_and_its_merchant_knows(world: World, methods: Linking) -> None:
    card, paypal = methods.ids()
    methods.provider.remove_method(methods.provider_id(card))
    world.deliver_webhooks()
    assert methods.health() == [("dead", "detached"), ("ok", None)]
    (notice,) = methods.notices()
    assert (notice["notice_kind"], notice["subject"]) == ("method_dead", card)
    assert notice["values"] == {
        "brand": "visa",
        "last4": "4242",
        "exp_month": 2,
        "exp_year": 2027,
        "reason": "detached",
    }
    assert methods.unlink(card).status == 204
    assert methods.ids() == [paypal]


def test_an_agreement_that_was_ended_is_told_once(world: World, methods: Linking) -> None:
    _, paypal = methods.ids()
    methods.provider.cancel_agreement(methods.provider_id(paypal))
    events = [event for event in world.stripe_events() if event["type"] == "mandate.updated"]
    world.deliver_webhooks(events + events)
    world.deliver_webhooks()
    methods.show(refresh="true")
    assert methods.health() == [("ok", None), ("dead", "agreement_ended")]
    assert methods.told() == [("method_dead", paypal)]


def test_an_agreement_that_ended_before_we_heard_of_it(world: World, shop: Shop) -> None:
    methods = Linking(shop)
    methods.begin(paypal="approve")
    with world.stripe.server.lock:
        (made,) = world.stripe.simulator.world.account("").payment_methods.values()
    methods.provider.cancel_agreement(made["id"])
    world.deliver_webhooks(list(reversed(world.stripe_events())))
    assert methods.health() == [("dead", "agreement_ended")]
    assert methods.told() == [("method_dead", methods.ids()[0])]


def test_with_the_owner_all_its_methods_are_dead(world: World, methods: Linking) -> None:
    methods.delete_customer()
    world.deliver_webhooks()
    assert methods.health() == [("dead", "customer_deleted")] * 2
    assert sorted(kind for kind, _ in methods.told()) == ["method_dead"] * 2
    assert "customer_id" not in methods.item()


def test_the_last_one_stays_even_dead(world: World, shop: Shop) -> None:
    methods = Linking(shop)
    card = methods.link()
    methods.provider.remove_method(methods.provider_id(card))
    world.deliver_webhooks()
    assert methods.unlink(card).json["code"] == "last_method"
    assert methods.link(card_number=MASTERCARD) != card
    assert methods.unlink(card).status == 204


def test_a_merchant_is_reminded_30_and_7_days_before_and_when_a_card_expires(world: World, methods: Linking) -> None:
    card, _ = methods.ids()
    on(world, 2027, 1, 29)
    assert remind() == NOTHING
    on(world, 2027, 1, 30)
    assert remind() == ONE
    assert remind() == NOTHING
    assert methods.health()[0] == ("expiring", None)
    on(world, 2027, 2, 21)
    assert remind() == NOTHING
    on(world, 2027, 2, 22)
    assert remind() == ONE
    on(world, 2027, 3, 1)
    assert remind() == ONE
    assert methods.health()[0] == ("expired", "expired")
    kinds = ["method_expiring", "method_expiring", "method_expired"]
    assert methods.told() == [(kind, card) for kind in kinds]
    assert [notice["values"].get("days") for notice in methods.notices()] == [30, 7, None]
    on(world, 2028, 1, 1)
    assert remind() == NOTHING


def test_who_is_late_tells_only_what_is_still_true(world: World, methods: Linking) -> None:
    on(world, 2027, 2, 24)
    assert remind() == ONE
    assert [notice["values"]["days"] for notice in methods.notices()] == [7]
    on(world, 2027, 4, 1)
    assert remind() == ONE
    assert [kind for kind, _ in methods.told()] == ["method_expiring", "method_expired"]


def test_nobody_is_reminded_of_a_card_that_its_bank_has_renewed(world: World, methods: Linking) -> None:
    card, _ = methods.ids()
    methods.provider.renew_card(methods.provider_id(card), 2, 2031)
    on(world, 2027, 1, 30)
    assert remind() == ONE
    assert methods.told() == []
    assert methods.show()["linked"][0]["exp_year"] == 2031


@pytest.mark.parametrize("by", ["bank", "owner"])
def test_an_expired_card_is_good_again_once_it_is_renewed(world: World, methods: Linking, by: str) -> None:
    card, _ = methods.ids()
    on(world, 2027, 3, 2)
    remind()
    assert methods.health()[0] == ("expired", "expired")
    body = {"account": "", "payment_method": methods.provider_id(card), "exp_month": 2, "exp_year": 2031, "by": by}
    world.browser.post(f"{world.stripe.url}/_sim/change_card", json=body).raise_for_status()
    world.deliver_webhooks()
    assert methods.health()[0] == ("ok", None)
    on(world, 2031, 1, 30)
    assert remind() == ONE
    assert methods.told()[-1] == ("method_expiring", card)


def test_a_card_that_expires_soon_is_reminded_of_what_is_left(world: World, shop: Shop) -> None:
    methods = Linking(shop)
    on(world, 2027, 2, 10)
    methods.link(card_number=GOOD_CARD, exp="02/27")
    assert methods.health() == [("expiring", None)]
    on(world, 2027, 2, 22)
    assert remind() == ONE
    assert [notice["values"].get("days") for notice in methods.notices()] == [7]


def test_a_look_that_fails_is_made_again_and_holds_up_no_other(world: World, methods: Linking) -> None:
    on(world, 2027, 1, 30)
    world.faults(calls=[{"kind": "fail", "path": "/v1/customers/*", "status": 500, "count": 3}])
    assert remind() == (1, {"provider_failed": 1})
    assert remind() == NOTHING
    world.pass_time(minutes=6)
    assert remind() == ONE
    assert [kind for kind, _ in methods.told()] == ["method_expiring"]


def test_who_is_due_no_more_is_left_alone(interruptions: Interruptions, methods: Linking) -> None:
    """The index may still tell of what another run has just done."""
    context = linking_context(read_settings(Settings), SWEEP)
    with interruptions.counting() as calls:
        tend_methods(context, methods.shop.id)
    assert calls == ["GetItem"]


def test_events_about_methods_of_others_are_nobodys(world: World, methods: Linking) -> None:
    headers = {"authorization": f"Bearer {world.stripe.key}"}
    made = world.browser.post(f"{world.stripe.url}/v1/customers", data={"name": "Other"}, headers=headers).json()
    url = f"{world.stripe.url}/v1/payment_methods/pm_card_visa/attach"
    world.browser.post(url, data={"customer": made["id"]}, headers=headers).raise_for_status()
    before = methods.item()
    world.deliver_webhooks()
    assert methods.item() == before


def test_a_method_there_is_believed_of_the_platforms_account_alone(world: World, methods: Linking) -> None:
    card, _ = methods.ids()
    methods.provider.remove_method(methods.provider_id(card))
    (event,) = [each for each in world.stripe_events() if each["type"] == "payment_method.detached"]
    own = OwnAccount(methods.shop).connected()
    world.deliver_webhooks([event | {"account": own.id}])
    assert methods.health() == [("ok", None)] * 2


def test_who_waits_for_a_method_is_told_once_it_stands(
    world: World, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    methods = Linking(shop)
    told: list[list[str]] = []
    where = "shared.payments.linking.looking.newly_linked"
    monkeypatch.setattr(where, lambda _, merchant_id: told.append([merchant_id, *methods.ids()]))
    card = methods.link()
    assert told == [[shop.id, card]]
    methods.show(refresh="true")
    world.deliver_webhooks(world.stripe_events())
    methods.reorder(card)
    assert len(told) == 1


def test_who_could_not_be_told_is_told_again(world: World, shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    methods = Linking(shop)
    where = "shared.payments.linking.looking.newly_linked"
    told: list[str] = []

    def broken(_: object, merchant_id: str) -> None:
        told.append(merchant_id)
        if len(told) == 1:
            raise TimeoutError

    monkeypatch.setattr(where, broken)
    methods.begin()
    setup = methods.setups()[0]
    event = next(each for each in world.stripe_events() if each["type"] == "checkout.session.completed")
    world.deliver_webhooks([event])
    assert len(told) >= 1
    assert setup["status"] == "open"
    world.pass_time(minutes=6)
    remind()
    assert told == [shop.id, shop.id]
    assert methods.item()["fresh"] == []
