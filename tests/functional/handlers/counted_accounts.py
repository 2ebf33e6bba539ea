"""Use cases to count, of merchants' own accounts."""

from collections.abc import Callable, Mapping
from typing import Final

from tests.functional.handlers.counted_links import processing
from tests.functional.handlers.counting import Case, expect
from tests.functional.handlers.own_account import OwnAccount
from tests.functional.handlers.shop import Shop


def onboard(shop: Shop) -> Callable[[], object]:
    return lambda: expect(OwnAccount(shop).onboard().status, 201)


def name(shop: Shop) -> Callable[[], object]:
    own = OwnAccount(shop)
    own.becomes(card="active", missing=[])
    return lambda: expect(own.name().status, 200)


def show(shop: Shop) -> Callable[[], object]:
    own = OwnAccount(shop).connected()
    return lambda: expect(own.show().status, 200)


def disconnect(shop: Shop) -> Callable[[], object]:
    own = OwnAccount(shop).connected()
    shop.checkout(shop.link(shop.order(collect="none")))
    return lambda: expect(own.disconnect().status, 204)


def press(shop: Shop) -> Callable[[], object]:
    OwnAccount(shop).connected()
    link = shop.link(shop.order(collect="none"))
    return lambda: expect(shop.press(link).status, 303)


def told_of_the_account(shop: Shop) -> Callable[[], object]:
    own = OwnAccount(shop).connected()
    shop.world.settle_down()
    own.becomes(card="restricted")
    return processing(shop.world, "account.updated")


COUNTED_ACCOUNTS: Final[Mapping[str, Case]] = {
    "manage_stripe_account: a new account": onboard,
    "manage_stripe_account: named by the operator": name,
    "manage_stripe_account: look": show,
    "manage_stripe_account: disconnect, one checkout open": disconnect,
    "start_checkout: on the merchant's own account": press,
    "process_webhook: an account can do more or less": told_of_the_account,
}
