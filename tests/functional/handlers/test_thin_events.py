"""Events of Stripe that only name an object, as Accounts v2 sends them."""

import pytest

from tests.functional.handlers.own_account import OwnAccount
from tests.functional.handlers.shop import Shop
from tests.support.world import Json


@pytest.fixture
def own(shop: Shop) -> OwnAccount:
    """Connected, and able to take cards."""
    return OwnAccount(shop).connected()


def thin_event(account: str, **changes: object) -> Json:
    """What Accounts v2 tells by: only which object is otherwise."""
    related = {"id": account, "type": "v2.core.account", "url": f"/v2/core/accounts/{account}"}
    return {
        "id": "evt_test_65TheThinOne",
        "object": "v2.core.event",
        "type": "v2.core.account[configuration.merchant].capability_status_updated",
        "livemode": False,
        "created": "2026-11-22T03:12:42.000Z",
        "related_object": related,
    } | changes


@pytest.mark.parametrize(("changes", "seen"), [({}, False), ({"livemode": True}, True), ({"type": "v2.core.x"}, True)])
def test_an_event_that_only_names_the_account_triggers_the_look(own: OwnAccount, changes: Json, seen: bool) -> None:
    world = own.shop.world
    with world.stripe.server.lock:
        world.stripe.simulator.world.connected[own.id]["card"] = "restricted"
    world.deliver_webhooks([thin_event(own.id, **changes)])
    assert own.show().json["charges_enabled"] is seen


def test_an_event_that_only_names_something_else_is_ignored(own: OwnAccount) -> None:
    world = own.shop.world
    world.deliver_webhooks([thin_event(own.id, related_object=None), thin_event("acct_1NobodyKnows")])
    assert own.show().json["charges_enabled"] is True
