"""What nobody told us of a merchant's own account is found out where it matters, and one account holds up no other."""

from typing import Any

import pytest

from local.stripe_simulator.resources.webhook_endpoints import new_endpoint
from shared.errors import ProviderUnavailable
from shared.merchants.stripe_account.store import read_account
from shared.payments.connecting.looking import keep_facts
from shared.runtime.settings import read_settings
from shared.runtime.stripe_wiring import CollectingSettings, payment_context
from shared.stripe_gateway.accounts import AccountFacts
from shared.stripe_gateway.client import WORKER
from shared.stripe_gateway.missed_events import StripeEvents
from tests.functional.handlers import jobs
from tests.functional.handlers.own_account import OTHER, OwnAccount, forged
from tests.functional.handlers.shop import Shop
from tests.support.world import World

REFUSED = {"kind": "fail", "method": "POST", "path": "/v2/core/accounts", "status": 400}


@pytest.fixture
def own(shop: Shop) -> OwnAccount:
    """Connected, and able to take cards."""
    return OwnAccount(shop).connected()


@pytest.fixture
def _nothing_is_delivered(world: World) -> None:
    """There is an endpoint for what happens on connected accounts, and everything on its way there is lost."""
    with world.stripe.server.lock:
        new_endpoint(world.stripe.simulator.world, "http://127.0.0.1:9/lost", connect=True)
    world.faults(deliveries=[{"kind": "drop", "types": ["*"]}])


@pytest.mark.parametrize("change", [{"card": "restricted"}, {"revoked": True}])
def test_a_checkout_that_the_account_refuses_makes_us_look_at_it(own: OwnAccount, change: dict[str, Any]) -> None:
    """The event that tells of the account was lost: the next press goes to the platform's."""
    link = own.shop.link(own.shop.order(collect="none"))
    own.becomes(**change)
    assert own.shop.press(link).status in (409, 422)
    assert own.shop.world.pay(own.shop.checkout(link)).status_code == 303
    own.shop.world.settle_down()
    assert own.shop.read_link(link["id"])["status"] == "paid"


def test_a_look_that_fails_does_not_hide_the_refusal(own: OwnAccount) -> None:
    link = own.shop.link(own.shop.order(collect="none"))
    own.becomes(card="restricted")
    own.shop.world.faults(calls=[{"kind": "fail", "path": "/v*/accounts/*", "status": 500, "count": None}])
    assert own.shop.press(link).status == 422
    assert [item["state"] for item in own.shop.world.items("payment")] == ["failed"]


@pytest.mark.usefixtures("_nothing_is_delivered")
def test_news_of_an_account_that_did_not_come_is_found(own: OwnAccount) -> None:
    own.becomes(card="restricted")
    assert jobs.find_missed()[1] == {}
    assert own.show().json["charges_enabled"] is False
    assert jobs.find_missed() == jobs.NOTHING


@pytest.mark.usefixtures("_nothing_is_delivered")
def test_an_account_whose_events_cannot_be_listed_holds_up_no_other(
    own: OwnAccount, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What failed is raised once the others have had their turn, in this run and in the next."""
    world.pass_time(minutes=1)
    second = OwnAccount(Shop(world, world.merchant()), OTHER).connected()
    order = second.shop.order(collect="none")
    world.pay(second.shop.checkout(second.shop.link(order)))
    ask = StripeEvents.undelivered

    def undelivered(events: StripeEvents, types: Any, since: Any, after: Any, account: str | None) -> Any:
        if account == own.id:
            raise ProviderUnavailable("not now")
        return ask(events, types, since, after, account)

    monkeypatch.setattr(StripeEvents, "undelivered", undelivered)
    with pytest.raises(ProviderUnavailable):
        jobs.find_missed()
    assert second.shop.read(order)["payment_status"] == "paid"


def test_what_an_account_was_refused_for_can_be_said_otherwise(shop: Shop) -> None:
    """A country in which the provider makes none, an address that it does not take: nothing was made."""
    own = OwnAccount(shop)
    error = {"type": "invalid_request_error", "code": "country_unsupported", "message": "Not in this country."}
    shop.world.faults(calls=[REFUSED | {"error": error}])
    refused = own.onboard(country="ZZ")
    assert (refused.status, refused.json["code"]) == (422, "provider_rejected")
    assert own.show().status == 404
    answer = own.onboard(country="DE")
    assert (answer.status, answer.json["country"]) == (201, "DE")


def test_an_account_whose_making_was_not_answered_is_gone_on_with(shop: Shop) -> None:
    """It may be made already: the same parameters under the same key (rule M4)."""
    own = OwnAccount(shop)
    lost = {"kind": "timeout", "method": "POST", "path": "/v2/core/accounts", "count": 1}
    shop.world.faults(calls=[lost | {"effect": True}, lost])
    assert own.onboard(country="DE").status == 503
    assert own.onboard(country="FR").json["country"] == "DE"
    assert len(shop.world.stripe.simulator.world.connected) == 1


@pytest.mark.usefixtures("_nothing_is_delivered")
def test_a_merchant_s_other_sales_cost_the_search_nothing(own: OwnAccount, world: World) -> None:
    """Its own endpoints may be down, and its sales many: ours must not wait behind them."""
    payment: dict[str, Any] = {"id": "their-own", "merchant_id": "-", "amount": 700, "currency": "EUR"}
    jobs.find_missed()
    before = len(world.items("seen_event"))
    for _ in range(3):
        forged(world, own.id, payment, orderpay_deployment="their-own-shop")
    order = own.shop.order(collect="none")
    world.pay(own.shop.checkout(own.shop.link(order)))
    done, failed = jobs.find_missed()
    assert (done, failed) == (2, {})
    assert len(world.items("seen_event")) == before + 2
    assert own.shop.read(order)["payment_status"] == "paid"


def test_a_look_at_an_account_says_nothing_of_the_one_that_took_its_place(world: World, own: OwnAccount) -> None:
    """The merchant has changed accounts between the question and the answer."""
    before = read_account(world.table, own.shop.id)
    assert before is not None
    assert own.disconnect().status == 204
    OwnAccount(own.shop, OTHER).connected()
    context = payment_context(read_settings(CollectingSettings), WORKER)
    facts = AccountFacts(id=own.id, card="restricted", currency=None, country=None, missing=())
    world.pass_time(minutes=1)
    assert keep_facts(context, before, facts, world.clock.now()).card == "active"
