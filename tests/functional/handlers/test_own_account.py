"""Connecting a merchant's own Stripe account, seeing what it can do, letting it go."""

import pytest

from tests.functional.handlers.books import audit, nothing_is_stuck, session, sessions
from tests.functional.handlers.own_account import OTHER, OwnAccount
from tests.functional.handlers.shop import Shop
from tests.support.world import World


@pytest.fixture
def own(shop: Shop) -> OwnAccount:
    """Connected, and able to take cards."""
    return OwnAccount(shop).connected()


def started(shop: Shop) -> tuple[str, str | None]:
    """A buyer presses the button of a new link: the payment's id and the account that it collects on."""
    shop.checkout(shop.link(shop.order(collect="none")))
    payment = max(shop.world.items("payment"), key=lambda item: item["created_at"])
    return payment["id"], payment.get("account")


def test_a_new_account_takes_cards_once_its_owner_has_answered(world: World, shop: Shop) -> None:
    own = OwnAccount(shop)
    assert own.show().status == 404
    made = own.onboard()
    assert made.status == 201, made.text
    account = made.json["id"]
    assert (made.json["status"], made.json["charges_enabled"]) == ("connected", False)
    assert made.json["missing"] == ["external_account"]
    assert started(shop)[1] is None

    page = world.browser.post(made.json["onboarding"]["url"])
    assert (page.status_code, page.headers["location"]) == (303, "https://shop.example/settings")
    world.deliver_webhooks()

    shown = own.show().json
    assert (shown["id"], shown["charges_enabled"], shown["missing"]) == (account, True, [])
    assert (shown["card"], shown["paypal"]["available"]) == ({"available": True, "status": "active"}, False)
    assert (shown["currency"], shown["country"]) == ("EUR", "DE")
    assert started(shop)[1] == account


def test_asking_again_gives_another_page_for_the_same_account(world: World, shop: Shop) -> None:
    own = OwnAccount(shop)
    first, second = own.onboard().json, own.onboard(country=None).json
    assert first["id"] == second["id"]
    assert first["onboarding"]["url"] != second["onboarding"]["url"]
    assert len(world.stripe.simulator.world.connected) == 1


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"return_url": "http://shop.example"}, "return_url"),
        ({"return_url": "https://shop.example/a b"}, "return_url"),
        ({"country": "Germany"}, "country"),
        ({"refresh_url": "javascript:alert(1)"}, "refresh_url"),
    ],
)
def test_what_cannot_be_asked_for_is_told_by_field(shop: Shop, body: dict[str, str], field: str) -> None:
    answer = OwnAccount(shop).onboard(**body)
    assert (answer.status, [each["field"] for each in answer.json["errors"]]) == (422, [field])


def test_a_new_account_needs_a_country_and_an_address(world: World, shop: Shop) -> None:
    answer = OwnAccount(shop).onboard(country=None)
    assert (answer.status, answer.json["code"]) == (422, "country_required")
    silent = OwnAccount(Shop(world, world.merchant(email=None))).onboard()
    assert (silent.status, silent.json["code"]) == (422, "email_required")


def test_an_account_that_was_made_long_ago_is_named_by_the_operator(shop: Shop) -> None:
    """Such a one is told by the older API alone."""
    own = OwnAccount(shop)
    own.becomes(version=1, card="active", missing=[], country="gb")
    answer = own.name()
    assert (answer.status, answer.json["charges_enabled"]) == (200, True)
    assert (answer.json["currency"], answer.json["country"]) == ("GBP", "GB")


def test_an_account_is_one_merchant_s_at_a_time(world: World, own: OwnAccount) -> None:
    other = OwnAccount(Shop(world, world.merchant()))
    taken = other.name()
    assert (taken.status, taken.json["code"]) == (409, "account_taken")
    assert other.show().status == 404
    assert own.disconnect().status == 204
    assert other.name().status == 200
    assert own.show().status == 404


def test_an_account_that_its_merchant_lost_may_be_another_s(world: World, own: OwnAccount) -> None:
    own.becomes(revoked=True)
    world.deliver_webhooks()
    own.becomes(revoked=False)
    other = OwnAccount(Shop(world, world.merchant()))
    assert other.name().json["charges_enabled"] is True
    assert own.show().status == 404


def test_a_merchant_with_an_account_gets_no_other(own: OwnAccount) -> None:
    other = OwnAccount(own.shop, OTHER)
    other.becomes(card="active")
    answer = other.name()
    assert (answer.status, answer.json["code"]) == (409, "account_connected")
    assert own.name().status == 200


def test_the_platform_s_own_account_is_nobody_s(world: World, shop: Shop) -> None:
    own = OwnAccount(shop, world.stripe.simulator.world.settings.platform_account)
    own.becomes(card="active", missing=[])
    answer = own.name()
    assert (answer.status, answer.json["code"]) == (422, "platform_account")


def test_an_account_that_we_cannot_see_is_refused(shop: Shop) -> None:
    answer = OwnAccount(shop, "acct_1NobodyKnows").name()
    assert (answer.status, answer.json["code"]) == (422, "account_unreachable")


def test_a_key_connects_its_own_merchant_only(own: OwnAccount) -> None:
    """Another merchant's call knows nothing of it; the operator's routes take no merchant's key (rule M10)."""
    stranger = OwnAccount(Shop(own.shop.world, own.shop.world.merchant()))
    assert stranger.show().status == 404
    assert stranger.disconnect().status == 404
    assert stranger.name(as_merchant=True).status == 403


def test_an_account_that_can_charge_no_more_sends_buyers_to_the_platform(own: OwnAccount) -> None:
    world = own.shop.world
    assert started(own.shop)[1] == own.id
    own.becomes(card="restricted", missing=["identity.document"])
    world.deliver_webhooks()
    assert started(own.shop)[1] is None
    shown = own.show().json
    assert (shown["charges_enabled"], shown["missing"]) == (False, ["identity.document"])


def test_a_lost_event_is_made_good_for_by_asking(own: OwnAccount) -> None:
    own.becomes(card="restricted", missing=["identity.document"])
    assert own.show().json["charges_enabled"] is True
    assert own.show(refresh="true").json["charges_enabled"] is False


def test_an_older_look_does_not_undo_a_newer_one(own: OwnAccount) -> None:
    world = own.shop.world
    own.becomes(card="restricted", missing=["identity.document"])
    own.show(refresh="true")
    stored = own.item()
    world.clock.moment = world.clock.moment.replace(microsecond=0)
    with world.stripe.server.lock:
        world.stripe.simulator.world.connected[own.id].update(card="active", missing=[])
    earlier = world.clock.moment
    world.pass_time(minutes=-5)
    own.show(refresh="true")
    world.clock.moment = earlier
    assert own.item()["looked_at"] == stored["looked_at"]
    assert own.item()["card"] == "restricted"


def test_an_owner_who_takes_the_access_back_is_believed_after_a_look(own: OwnAccount) -> None:
    world = own.shop.world
    own.becomes(revoked=True)
    world.deliver_webhooks()
    assert own.item()["state"] == "revoked"
    assert own.show().status == 404
    assert started(own.shop)[1] is None
    own.becomes(revoked=False)
    assert own.name().status == 200
    assert started(own.shop)[1] == own.id


def test_a_late_word_of_lost_access_changes_nothing(own: OwnAccount) -> None:
    """The owner has connected the account again before the event came."""
    own.becomes(revoked=True)
    own.becomes(revoked=False)
    own.shop.world.deliver_webhooks()
    assert own.item()["state"] == "connected"


def test_disconnecting_closes_what_is_open_there(own: OwnAccount) -> None:
    world = own.shop.world
    order = own.shop.order(collect="none")
    link = own.shop.link(order)
    url = own.shop.checkout(link)
    many = own.shop.pay([own.shop.order(collect="none"), own.shop.order(collect="none")], "checkout").json
    elsewhere = Shop(world, world.merchant())
    assert started(elsewhere)[1] is None

    assert own.disconnect().status == 204
    assert own.disconnect().status == 404
    assert world.pay(url).status_code == 410
    assert world.pay(many["checkout_url"]).status_code == 410
    assert [each["status"] for each in sessions(world)].count("open") == 1
    assert started(own.shop)[1] is None
    world.pay(own.shop.checkout(link))
    world.settle_down()
    assert own.shop.read(order)["payment_status"] == "paid"
    audit(world)
    nothing_is_stuck(world)


def test_a_buyer_s_money_on_its_way_keeps_the_account(own: OwnAccount) -> None:
    world = own.shop.world
    payment, _ = started(own.shop)
    (opened,) = sessions(world, payment)
    with world.stripe.server.lock:
        inside = world.stripe.simulator.world.account(own.id)
        inside.sessions.get(opened["id"])["payment_method_types"].append("paypal")  # type: ignore[index]
    world.pay(opened["url"], paypal="pending_paid")
    refused = own.disconnect()
    assert (refused.status, refused.json["code"]) == (409, "payment_pending")
    assert own.item()["state"] == "disconnecting"
    assert started(own.shop)[1] is None
    again = own.onboard()
    assert (again.status, again.json["code"]) == (409, "account_disconnecting")
    assert own.name().json["code"] == "account_connected"

    world.pass_time(minutes=1)
    world.settle_down()
    assert own.disconnect().status == 204
    assert session(world, opened["id"])["payment_status"] == "paid"
    audit(world)


def test_what_was_paid_goes_back_there_after_a_disconnection(own: OwnAccount) -> None:
    world = own.shop.world
    payment = own.shop.buy(own.shop.order(collect="none"))
    assert own.disconnect().status == 204
    assert own.shop.refund(payment).json["status"] == "succeeded"
    assert [refund["amount"] for refund in own.provider.refunds()] == [4590]
    audit(world)
