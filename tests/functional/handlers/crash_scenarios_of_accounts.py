"""Use cases to interrupt, of merchants' own accounts: connecting and letting go, and payments that collect there."""

from collections.abc import Callable

from tests.functional.handlers import jobs
from tests.functional.handlers.books import sessions
from tests.functional.handlers.books_of_returns import provider_agrees
from tests.functional.handlers.crash_scenarios import Scenario
from tests.functional.handlers.crash_scenarios_of_links import (
    pressing_the_button,
    replacing_a_link_that_is_being_paid,
    settling_a_link,
)
from tests.functional.handlers.own_account import OwnAccount, forged
from tests.functional.handlers.shop import Shop

Make = Callable[[Shop], Scenario]


def onboarding(shop: Shop) -> Scenario:
    own = OwnAccount(shop)

    def run() -> None:
        assert own.onboard().status == 201

    def check() -> None:
        with shop.world.stripe.server.lock:
            (account,) = shop.world.stripe.simulator.world.connected
        assert own.show().json["id"] == account
        assert [item["pk"] for item in shop.world.items("account_owner")] == [account]

    return Scenario(run, check)


def naming_an_account(shop: Shop) -> Scenario:
    own = OwnAccount(shop)
    own.becomes(card="active", missing=[])

    def run() -> None:
        assert own.name().status == 200

    def check() -> None:
        assert own.show().json["charges_enabled"] is True

    return Scenario(run, check)


def disconnecting_with_a_page_open(shop: Shop) -> Scenario:
    own = OwnAccount(shop).connected()
    link = shop.link(shop.order(collect="none"))
    url = shop.checkout(link)

    def run() -> None:
        assert own.disconnect().status in (204, 404)

    def check() -> None:
        assert own.item()["state"] == "disconnected"
        assert shop.world.pay(url).status_code == 410
        shop.world.pay(shop.checkout(link))
        shop.world.settle_down()
        assert [item.get("account") for item in shop.world.items("payment")].count(own.id) == 1

    return Scenario(run, check)


def hearing_that_the_access_is_gone(shop: Shop) -> Scenario:
    own = OwnAccount(shop).connected()
    shop.world.deliver_webhooks()
    own.becomes(revoked=True)
    told = shop.world.stripe_events()[-1:]

    def check() -> None:
        assert own.item()["state"] == "revoked"

    return Scenario(lambda: shop.world.deliver_webhooks(told), check)


def refunding_there(shop: Shop) -> Scenario:
    own = OwnAccount(shop).connected()
    payment = shop.buy(shop.order(collect="none"))

    def run() -> None:
        assert shop.refund(payment, key="k", amount=1_000).status == 201

    def check() -> None:
        assert [refund["amount"] for refund in own.provider.refunds()] == [1_000]
        provider_agrees(shop.world)

    return Scenario(run, check)


def sending_surplus_back_there(shop: Shop) -> Scenario:
    own = OwnAccount(shop).connected()
    shop.buy(shop.order(collect="none"))
    (payment,) = shop.world.items("payment")
    forged(shop.world, own.id, payment)
    shop.world.settle_down()

    def run() -> None:
        shop.world.pass_time(hours=2)
        jobs.bring_back()

    def check() -> None:
        assert [refund["amount"] for refund in own.provider.refunds()] == [4590]
        provider_agrees(shop.world)

    return Scenario(run, check)


def paying_many_there(shop: Shop) -> Scenario:
    own = OwnAccount(shop).connected()
    orders = [shop.order(500, collect="none"), shop.order(600, collect="none")]

    def run() -> None:
        assert shop.pay(orders, "checkout", key="k").status == 201

    def check() -> None:
        (opened,) = [each for each in sessions(shop.world) if each["status"] == "open"]
        shop.world.pay(opened["url"])
        shop.world.settle_down()
        assert [shop.read(order)["payment_status"] for order in orders] == ["paid", "paid"]
        assert {item["account"] for item in shop.world.items("payment")} == {own.id}

    return Scenario(run, check)


def _there(make: Make) -> Make:
    """The same of a merchant whose links collect on its own account."""

    def made(shop: Shop) -> Scenario:
        own = OwnAccount(shop).connected()
        scenario = make(shop)

        def check() -> None:
            scenario.check()
            assert {item.get("account") for item in shop.world.items("payment")} == {own.id}

        return Scenario(scenario.run, check)

    made.__name__ = f"{make.__name__}_on_own_account"
    return made


ACCOUNT_SCENARIOS: tuple[Make, ...] = (
    onboarding,
    naming_an_account,
    disconnecting_with_a_page_open,
    hearing_that_the_access_is_gone,
    refunding_there,
    sending_surplus_back_there,
    paying_many_there,
    _there(settling_a_link),
    _there(pressing_the_button),
    _there(replacing_a_link_that_is_being_paid),
)
