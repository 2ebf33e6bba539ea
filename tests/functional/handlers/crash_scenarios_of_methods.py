"""Use cases to interrupt, of payment methods: linking, unlinking, hearing of them, reminding."""

from collections.abc import Callable
from datetime import datetime, timedelta

from tests.functional.handlers.crash_scenarios import Scenario
from tests.functional.handlers.linking import MASTERCARD, Linking, remind
from tests.functional.handlers.shop import Shop
from tests.support.world import GOOD_CARD


def asking_for_a_page(shop: Shop) -> Scenario:
    methods = Linking(shop)

    def run() -> None:
        assert methods.ask("k").status == 201

    def check() -> None:
        with shop.world.stripe.server.lock:
            (session,) = shop.world.stripe.simulator.world.account("").sessions.values()
            assert len(shop.world.stripe.simulator.world.account("").customers) == 1
        methods.fill(session["url"], card_number=GOOD_CARD)
        shop.world.deliver_webhooks()
        assert len(methods.ids()) == 1

    return Scenario(run, check)


def hearing_of_a_page(shop: Shop) -> Scenario:
    """The card on it was linked before: it takes its own place."""
    methods = Linking(shop)
    methods.link()
    second = methods.link(card_number=MASTERCARD)
    methods.begin(card_number=GOOD_CARD, exp="11/41")
    events = [each for each in shop.world.stripe_events() if each["type"] == "checkout.session.completed"][-1:]

    def check() -> None:
        shop.world.pass_time(minutes=6)
        remind()
        new, other = methods.show()["linked"]
        assert (new["exp_year"], other["id"], len(methods.held())) == (2041, second, 2)
        assert [setup["status"] for setup in methods.setups()] == ["complete"] * 3
        assert (methods.item()["fresh"], methods.item()["detaching"], methods.told()) == ([], [], [])

    return Scenario(lambda: shop.world.deliver_webhooks(events), check)


def asking_what_came_of_a_page(shop: Shop) -> Scenario:
    methods = Linking(shop)
    methods.begin()

    def run() -> None:
        shop.world.pass_time(minutes=61)
        remind()

    def check() -> None:
        assert (len(methods.ids()), methods.setups()[0]["status"]) == (1, "complete")

    return Scenario(run, check)


def hearing_that_a_method_is_gone(shop: Shop) -> Scenario:
    methods = Linking(shop)
    card = methods.link()
    methods.provider.remove_method(methods.provider_id(card))
    events = shop.world.stripe_events()[-1:]

    def check() -> None:
        assert methods.health() == [("dead", "detached")]
        assert methods.told() == [("method_dead", card)]

    return Scenario(lambda: shop.world.deliver_webhooks(events), check)


def unlinking(shop: Shop) -> Scenario:
    methods = Linking(shop)
    card = methods.link()
    other = methods.link(card_number=MASTERCARD)

    def run() -> None:
        assert methods.unlink(card).status in (204, 404)

    def check() -> None:
        shop.world.pass_time(minutes=6)
        remind()
        assert (methods.ids(), len(methods.held()), methods.item()["detaching"]) == ([other], 1, [])
        assert methods.told() == []

    return Scenario(run, check)


def reminding(shop: Shop) -> Scenario:
    methods = Linking(shop)
    soon = shop.world.clock.moment + timedelta(days=70)
    card = methods.link(card_number=GOOD_CARD, exp=f"{soon:%m/%y}")
    due = datetime.fromisoformat(methods.item()["due_sk"].split("#")[0])
    shop.world.pass_time(seconds=(due - shop.world.clock.moment).total_seconds())

    def run() -> None:
        shop.world.pass_time(minutes=6)
        remind()

    def check() -> None:
        assert methods.health() == [("expiring", None)]
        assert methods.told() == [("method_expiring", card)]

    return Scenario(run, check)


METHOD_SCENARIOS: tuple[Callable[[Shop], Scenario], ...] = (
    asking_for_a_page,
    hearing_of_a_page,
    asking_what_came_of_a_page,
    hearing_that_a_method_is_gone,
    unlinking,
    reminding,
)
