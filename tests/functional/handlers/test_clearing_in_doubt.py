"""What is not known completes nothing: inquiries, disputes that cannot be counted, a provider that lets nobody look."""

from collections.abc import Callable
from typing import Final

import pytest

from tests.functional.handlers import jobs
from tests.functional.handlers.auditing import found_on
from tests.functional.handlers.books import nothing_is_stuck
from tests.functional.handlers.clearing import inside, state, told, wait
from tests.functional.handlers.own_account import OwnAccount
from tests.functional.handlers.provider_side import ProviderSide
from tests.functional.handlers.shop import Shop
from tests.support.world import World

_HELD: Final = ("in_progress", "paid")
_DONE: Final = ("completed", "paid")


def asked(world: World, payment: str) -> str:
    """A bank asks the merchant, and takes nothing yet; Stripe does not say whether that makes a charge disputed."""
    dispute = ProviderSide(world).dispute(payment, inquiry=True)
    with world.stripe.server.lock:
        (charge,) = inside(world).charges.values()
        charge["disputed"] = False
    return dispute


def in_dollars(world: World, payment: str) -> str:
    """The order is of euros."""
    provider = ProviderSide(world)
    dispute = provider.dispute(payment)
    provider.change_dispute(dispute, currency="usd")
    return dispute


DISPUTES: Final = (asked, in_dollars)


@pytest.mark.parametrize("dispute", DISPUTES)
@pytest.mark.parametrize("heard", [True, False])
def test_what_no_orders_state_tells_of_is_waited_for_day_by_day(
    world: World, shop: Shop, dispute: Callable[[World, str], str], *, heard: bool
) -> None:
    order = shop.order(collect="none")
    opened = dispute(world, shop.buy(order))
    if heard:
        world.settle_down()
    world.pass_time(days=2)
    for _ in range(3):
        assert jobs.clear() == jobs.ONE
        assert state(shop, order) == _HELD
        wait(world, hours=23)
        assert jobs.clear() == jobs.NOTHING
        wait(world, hours=1, minutes=1)
    ProviderSide(world).end_dispute(opened, "warning_closed" if dispute is asked else "won")
    wait(world, days=1)
    assert jobs.clear() == jobs.ONE
    world.settle_down()
    assert state(shop, order) == _DONE
    assert told(world) == [order]


def test_what_is_lost_in_another_currency_is_never_complete(world: World, shop: Shop) -> None:
    order = shop.order(collect="none")
    ProviderSide(world).end_dispute(in_dollars(world, shop.buy(order)), "lost")
    wait(world, days=2)
    assert jobs.clear() == jobs.ONE
    wait(world, days=30)
    assert jobs.clear() == jobs.NOTHING
    assert state(shop, order) == _HELD
    nothing_is_stuck(world)


@pytest.mark.parametrize(
    ("status", "code"), [(401, "provider_unavailable"), (403, "provider_unavailable"), (404, "provider_rejected")]
)
def test_what_the_provider_lets_nobody_see_is_not_known(world: World, shop: Shop, status: int, code: str) -> None:
    """A key that was revoked, one without the right, one of the other mode: no fallback may follow from it."""
    order = shop.order(collect="none")
    shop.buy(order)
    wait(world, days=10)
    world.faults(calls=[{"kind": "fail", "status": status, "path": "/v1/payment_intents/*", "count": 1}])
    assert jobs.clear() == (1, {code: 1})
    assert state(shop, order) == _HELD
    assert jobs.clear() == jobs.NOTHING
    assert ("paid_not_completed", order) in found_on(world, "2026-11-29"), "somebody has to see to it"
    wait(world, hours=1, minutes=1)
    assert jobs.clear() == jobs.ONE
    assert state(shop, order) == _DONE
    assert found_on(world, "2026-11-29") == []


def test_an_account_is_closed_to_us_by_the_providers_word_and_our_own_record(world: World, shop: Shop) -> None:
    """Under another platform's key every account seems so: nothing follows from that alone."""
    account = OwnAccount(shop).connected()
    order = shop.order(collect="none")
    shop.buy(order)
    account.becomes(revoked=True)
    world.pass_time(days=10)
    assert jobs.clear() == (1, {"account_unreachable": 1})
    assert state(shop, order) == _HELD
    world.settle_down()
    wait(world, hours=1, minutes=1)
    assert account.item()["state"] == "revoked"
    assert jobs.clear() == jobs.ONE
    assert state(shop, order) == _DONE


def test_an_intent_without_money_is_a_contradiction(world: World, shop: Shop) -> None:
    order = shop.order(collect="none")
    shop.buy(order)
    wait(world, days=10)
    with world.stripe.server.lock:
        (intent,) = inside(world).intents.values()
        intent["latest_charge"] = None
    assert jobs.clear() == (1, {"provider_rejected": 1})
    assert state(shop, order) == _HELD
