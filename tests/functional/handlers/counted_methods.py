"""Use cases to count, of payment methods."""

from collections.abc import Callable, Mapping
from typing import Final

from tests.functional.handlers.counted_links import processing
from tests.functional.handlers.counting import Case, expect
from tests.functional.handlers.linking import MASTERCARD, Linking, remind
from tests.functional.handlers.shop import Shop
from tests.support.world import GOOD_CARD


def show(shop: Shop) -> Callable[[], object]:
    methods = Linking(shop)
    methods.link()
    return methods.show


def link(shop: Shop, *, first: bool) -> Callable[[], object]:
    methods = Linking(shop)
    if not first:
        methods.link()
    return lambda: expect(methods.ask("k").status, 201)


def reorder(shop: Shop) -> Callable[[], object]:
    methods = Linking(shop)
    card, other = methods.link(), methods.link(card_number=MASTERCARD)
    return lambda: expect(methods.reorder(other, card).status, 200)


def unlink(shop: Shop) -> Callable[[], object]:
    methods = Linking(shop)
    card, _ = methods.link(), methods.link(card_number=MASTERCARD)
    return lambda: expect(methods.unlink(card).status, 204)


def portal(shop: Shop) -> Callable[[], object]:
    methods = Linking(shop)
    methods.link()
    return lambda: expect(methods.portal().status, 201)


def told_of_a_set_up(shop: Shop) -> Callable[[], object]:
    Linking(shop).begin()
    return processing(shop.world, "checkout.session.completed")


def told_of_a_method(shop: Shop) -> Callable[[], object]:
    methods = Linking(shop)
    methods.provider.remove_method(methods.provider_id(methods.link()))
    return processing(shop.world, "payment_method.detached")


def tend(shop: Shop, due: int) -> Callable[[], object]:
    """Merchants whose card expires in a month."""
    for _ in range(due):
        Linking(Shop(shop.world, shop.world.merchant())).link(card_number=GOOD_CARD, exp="12/26")
    shop.world.pass_time(days=15)
    return lambda: expect(remind(), (due, {}))


COUNTED_METHODS: Final[Mapping[str, Case]] = {
    "manage_methods: list": show,
    "manage_methods: the first set-up": lambda shop: link(shop, first=True),
    "manage_methods: another set-up": lambda shop: link(shop, first=False),
    "manage_methods: another order": reorder,
    "manage_methods: unlink": unlink,
    "manage_methods: portal": portal,
    "process_webhook: a method was linked": told_of_a_set_up,
    "process_webhook: a method is gone": told_of_a_method,
    "remind_methods: nothing due": lambda shop: tend(shop, 0),
    "remind_methods: 1 due": lambda shop: tend(shop, 1),
    "remind_methods: 5 due": lambda shop: tend(shop, 5),
}
