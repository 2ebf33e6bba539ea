"""Accounts and links that are let go in the middle of things: no page stays open, and no wrong one is handed out."""

import pytest

from shared.errors import Conflict
from shared.links.model import Closing, LinkStatus
from shared.links.store import closing_update
from shared.payments.collecting.checkout import open_checkout
from shared.payments.connecting import disconnecting
from shared.payments.store import from_item
from shared.runtime.settings import read_settings
from shared.runtime.stripe_wiring import CollectingSettings, payment_context
from shared.stripe_gateway.client import WORKER
from shared.table.attempt import try_update
from tests.functional.handlers.books import nothing_is_stuck, sessions
from tests.functional.handlers.own_account import OwnAccount
from tests.functional.handlers.shop import Shop
from tests.support.world import World

NOT_NOW = {"kind": "fail", "status": 429, "method": "POST", "path": "/v1/checkout/sessions", "count": 1}


@pytest.fixture
def own(shop: Shop) -> OwnAccount:
    """Connected, and able to take cards."""
    return OwnAccount(shop).connected()


def test_a_payment_without_a_page_ends_with_the_account(own: OwnAccount) -> None:
    world = own.shop.world
    world.faults(calls=[NOT_NOW])
    assert own.shop.press(own.shop.link(own.shop.order(collect="none"))).status == 503
    assert own.disconnect().status == 204
    (payment,) = world.items("payment")
    assert (payment["state"], payment["failure"]) == ("cancelled", "account_disconnected")
    nothing_is_stuck(world)


def test_more_open_pages_than_one_call_closes_keep_the_account(
    own: OwnAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disconnecting, "_PAGE", 1)
    for _ in range(2):
        own.shop.checkout(own.shop.link(own.shop.order(collect="none")))
    first = own.disconnect()
    assert (first.status, first.json["code"]) == (503, "busy")
    assert 204 in [own.disconnect().status for _ in range(2)]
    assert [each["status"] for each in sessions(own.shop.world)] == ["expired", "expired"]


def test_a_page_that_opens_while_its_link_is_being_closed_is_closed_again(world: World, shop: Shop) -> None:
    """The closing has begun and has not come to the payment yet: nobody gets the address (rule M8)."""
    link = shop.link(shop.order(collect="none"))
    world.faults(calls=[NOT_NOW])
    assert shop.press(link).status == 503
    retry_at = world.clock.now()
    assert try_update(world.table, closing_update(link["id"], Closing(LinkStatus.VOID), retry_at))
    (payment,) = world.items("payment")
    with pytest.raises(Conflict) as caught:
        open_checkout(payment_context(read_settings(CollectingSettings), WORKER), from_item(payment))
    assert caught.value.code == "payment_closed"
    assert [each["status"] for each in sessions(world)] == ["expired"]


def test_a_buyer_never_gets_the_page_of_many_orders(shop: Shop) -> None:
    """The merchant has a checkout open for this order and another; the link's page takes its own order over."""
    order, other = shop.order(collect="none"), shop.order(collect="none")
    link = shop.link(order)
    many = shop.pay([order, other], "checkout").json
    answer = shop.press(link)
    assert answer.status == 303
    assert answer.headers["location"] != many["checkout_url"]
