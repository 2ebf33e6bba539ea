"""Use cases around payment links to interrupt; see the module beside this one."""

from collections.abc import Callable

from shared.links.model import Closing, LinkStatus
from shared.links.retention import purge_later_update
from shared.links.store import closing_update
from tests.functional.handlers import jobs
from tests.functional.handlers.books import session, sessions
from tests.functional.handlers.crash_scenarios import Scenario, repair, session_id
from tests.functional.handlers.purged_links import left_of
from tests.functional.handlers.shop import Shop


def settling_a_link(shop: Shop) -> Scenario:
    order = shop.order(collect="none")
    link = shop.link(order)
    shop.world.deliver_webhooks()
    shop.world.pay(shop.checkout(link))

    def check() -> None:
        assert shop.read(order)["payment_status"] == "paid"
        assert shop.read_link(link["id"])["status"] == "paid"

    return Scenario(shop.world.deliver_webhooks, check)


def noting_a_submitted_payment(shop: Shop) -> Scenario:
    order = shop.order(collect="none")
    shop.world.pay(shop.checkout(shop.link(order)), paypal="pending_paid")

    def check() -> None:
        assert shop.read(order)["payment_status"] == "pending"
        shop.world.pass_time(minutes=1)
        shop.world.settle_down()
        assert shop.read(order)["payment_status"] == "paid"

    return Scenario(shop.world.deliver_webhooks, check)


def freeing_the_claim_of_an_expired_session(shop: Shop) -> Scenario:
    order = shop.order(collect="none")
    link = shop.link(order)
    shop.checkout(link)
    shop.world.pass_time(hours=24)

    def check() -> None:
        assert shop.page(link) == "open"
        shop.world.pay(shop.checkout(link))
        shop.world.settle_down()
        assert shop.read(order)["payment_status"] == "paid"

    return Scenario(shop.world.deliver_webhooks, check)


def replacing_a_link_that_is_being_paid(shop: Shop) -> Scenario:
    order = shop.order(collect="none")
    old = shop.link(order)
    url = shop.checkout(old)
    answers = []

    def run() -> None:
        answers.append(shop.ask_link(order, key="crash", amount=4_000))
        assert answers[-1].status == 201, answers[-1].text

    def check() -> None:
        assert shop.read_link(old["id"])["status"] == "void"
        assert session(shop.world, session_id(url))["status"] == "expired"
        links = [link for link in shop.world.items("link") if link["target_id"] == order]
        assert sorted(link["status"] for link in links) == ["open", "void"]
        shop.world.pay(shop.checkout(answers[-1].json))
        shop.world.settle_down()
        assert shop.read(order)["payments"][0]["amount"] == 4_000

    return Scenario(run, check)


def pressing_the_button(shop: Shop) -> Scenario:
    order = shop.order(collect="none")
    link = shop.link(order)

    def run() -> None:
        assert shop.press(link).status == 303

    def check() -> None:
        (payment,) = [item for item in shop.world.items("payment") if item["merchant_id"] == shop.id]
        assert len(sessions(shop.world, payment["id"])) == 1
        shop.world.pay(payment["checkout_url"])
        shop.world.settle_down()
        assert shop.read(order)["payment_status"] == "paid"

    return Scenario(run, check)


def voiding_a_link_that_is_being_paid(shop: Shop) -> Scenario:
    order = shop.order(collect="none")
    link = shop.link(order)
    url = shop.checkout(link)

    def run() -> None:
        assert shop.void(link["id"]).status == 200

    def check() -> None:
        assert shop.page(link) == "void"
        assert session(shop.world, session_id(url))["status"] == "expired"
        assert shop.read(order)["payment_link"] is None

    return Scenario(run, check)


def expiring_a_link_that_is_being_paid(shop: Shop) -> Scenario:
    order = shop.order(collect="none")
    link = shop.link(order, expires_in_days=1)
    shop.world.pass_time(hours=23, minutes=50)
    url = shop.checkout(link)
    shop.world.pass_time(minutes=12)

    def run() -> None:
        shop.world.pass_time(minutes=2)
        assert jobs.expire()[1] == {}

    def check() -> None:
        assert shop.read_link(link["id"])["status"] == "expired"
        assert session(shop.world, session_id(url))["status"] == "expired"
        assert shop.read(order)["payment_link"] is None

    return Scenario(run, check)


def repairing_a_payment_whose_webhook_was_lost(shop: Shop) -> Scenario:
    order = shop.order(collect="none")
    shop.world.pay(shop.checkout(shop.link(order)))
    lose_webhooks(shop)

    def check() -> None:
        assert shop.read(order)["payment_status"] == "paid"

    return Scenario(lambda: repair(shop), check)


def closing_the_link_of_an_order_that_credits_paid(shop: Shop) -> Scenario:
    shop.consent()
    shop.fund(5_000)
    order = shop.order()
    link = shop.link(order)
    shop.world.relay()
    shop.world.debit()
    shop.world.relay()

    def check() -> None:
        assert shop.read(order)["payment_link"] is None
        assert shop.read_link(link["id"])["status"] == "void"

    return Scenario(shop.world.close_links, check)


def forgetting_a_paid_link(shop: Shop) -> Scenario:
    order = shop.order(collect="none", customer={"email": "mira@buyer.example"})
    link = shop.link(order)
    shop.checkout(link)
    shop.world.pass_time(hours=25)
    shop.world.deliver_webhooks()
    shop.world.pay(shop.checkout(link))
    shop.world.settle_down()
    shop.world.pass_time(days=89)

    def run() -> None:
        shop.world.pass_time(minutes=6)
        jobs.purge()

    def check() -> None:
        assert left_of(shop.world, link) == []
        assert shop.read(order)["payment_status"] == "paid"

    return Scenario(run, check)


def forgetting_a_link_that_has_not_ended(shop: Shop) -> Scenario:
    order = shop.order(collect="none", customer={"email": "mira@buyer.example"})
    link = shop.link(order)
    shop.world.pass_time(days=89, hours=23, minutes=50)
    shop.checkout(link)
    shop.world.table.update(closing_update(link["id"], Closing(LinkStatus.EXPIRED), shop.world.clock.now()))
    shop.world.pass_time(minutes=12)
    shop.world.table.update(purge_later_update(link["id"], shop.world.clock.now()))

    def run() -> None:
        shop.world.pass_time(minutes=6)
        jobs.purge()

    def check() -> None:
        assert left_of(shop.world, link) == []
        assert shop.read(order)["payment_status"] == "unpaid"

    return Scenario(run, check)


def lose_webhooks(shop: Shop) -> None:
    """What the provider told so far never arrives."""
    shop.world.seen_events |= {event["id"] for event in shop.world.stripe_events()}


LINK_SCENARIOS: tuple[Callable[[Shop], Scenario], ...] = (
    settling_a_link,
    noting_a_submitted_payment,
    freeing_the_claim_of_an_expired_session,
    replacing_a_link_that_is_being_paid,
    pressing_the_button,
    voiding_a_link_that_is_being_paid,
    expiring_a_link_that_is_being_paid,
    repairing_a_payment_whose_webhook_was_lost,
    closing_the_link_of_an_order_that_credits_paid,
    forgetting_a_paid_link,
    forgetting_a_link_that_has_not_ended,
)
