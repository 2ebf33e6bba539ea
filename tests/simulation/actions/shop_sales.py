"""What goes on in connected shops: buyers order and pay there, staff edits, cancels and deletes."""

from random import Random
from typing import Final

from shared.shops.systems import ShopSystem
from tests.simulation.actions.action import Action
from tests.simulation.actions.calls import recent
from tests.simulation.step import Step
from tests.simulation.world import World
from tests.support.simulation.shop_payloads import Stand, Statement
from tests.support.simulation.shop_systems import Shop

_AMOUNTS: Final = (500, 1250, 2000, 4590)
_BORN: Final = (Stand.UNPAID,) * 7 + (Stand.PAID,) * 3 + (Stand.RESERVED,)
_NEXT: Final = {
    Stand.UNPAID: (Stand.UNPAID, Stand.UNPAID, Stand.PAID, Stand.PAID, Stand.CANCELLED),
    Stand.RESERVED: (Stand.PAID, Stand.PAID, Stand.UNPAID, Stand.CANCELLED),
    Stand.PAID: (Stand.PAID, Stand.CANCELLED, Stand.CANCELLED),
    Stand.CANCELLED: (Stand.CANCELLED, Stand.DELETED),
}


def sell(world: World, step: Step, chance: Random) -> None:
    """Some buyers order, mostly one; in a burst all of them within a second."""
    shop = a_shop(world, chance)
    if shop is not None:
        for _ in range(chance.choice((1, 1, 1, 2, 3))):
            _sell(world, shop, chance, chance.choice(_BORN))


def sell_unpaid(world: World, step: Step, chance: Random) -> None:
    """One buyer orders, and has not paid."""
    shop = a_shop(world, chance)
    if shop is not None:
        _sell(world, shop, chance, Stand.UNPAID)


def sell_burst(world: World, step: Step, chance: Random) -> None:
    """Several at once."""
    shop = a_shop(world, chance)
    if shop is not None:
        for _ in range(3):
            _sell(world, shop, chance, Stand.UNPAID)


def sell_paid(world: World, step: Step, chance: Random) -> None:
    """One buyer has paid in the shop at once."""
    shop = a_shop(world, chance)
    if shop is not None:
        _sell(world, shop, chance, Stand.PAID)


def _sell(world: World, shop: Shop, chance: Random, stand: Stand) -> None:
    now, amount = world.clock.seconds(), chance.choice(_AMOUNTS)
    test = shop.system is ShopSystem.SHOPIFY and chance.random() < 0.05
    second = float(int(now))
    number = 1_000_000 + world.known.number()
    shop.sell(Statement(number, stand, amount, shop.currency, second, second, stand is Stand.PAID, test), now)


def go_on(world: World, step: Step, chance: Random) -> None:
    """Something becomes of an order in its shop; mostly seconds later."""
    found = _order(world, chance)
    if found is not None:
        shop, order = found
        if order.stand is not Stand.DELETED:
            become(world, shop, order, chance.choice(_NEXT[order.stand]), chance)


def into(stand: Stand) -> "Action":
    """This becomes of an order in its shop, if it can."""

    def run(world: World, step: Step, chance: Random) -> None:
        found = _order(world, chance)
        if found is not None and stand in (*_NEXT.get(found[1].stand, ()), Stand.DELETED):
            become(world, *found, stand, chance)

    return Action(run, 0)


def become(world: World, shop: Shop, order: Statement, stand: Stand, chance: Random) -> None:
    """It stands so from now on; one that stays unpaid has another amount, or other words."""
    world.pass_time(chance.choice((0.005, 0.01, 1.0, 1.0, 1.5, 20.0)))
    amount = order.amount
    if order.stand is stand is Stand.UNPAID and chance.random() < 0.8:
        amount = chance.choice(_AMOUNTS) + chance.randint(0, 9) * 10
    was_paid = stand is Stand.PAID or (order.was_paid and stand is Stand.CANCELLED)
    note = str(world.known.number())
    shop.change(order.number, world.clock.seconds(), stand=stand, amount=amount, was_paid=was_paid, note=note)


def a_shop(world: World, chance: Random) -> Shop | None:
    """One that is, or was, connected."""
    shops = list(world.books.connected.shops.values())
    return recent(chance, shops) if shops else None


def _order(world: World, chance: Random) -> tuple[Shop, Statement] | None:
    shop = a_shop(world, chance)
    if shop is None or not shop.orders:
        return None
    return shop, recent(chance, list(shop.orders.values()))


ACTIONS: Final = {
    "shop_sells": Action(sell, 0),
    "shop_sells_unpaid": Action(sell_unpaid, 0),
    "shop_sells_paid": Action(sell_paid, 0),
    "shop_sells_burst": Action(sell_burst, 0),
    "shop_goes_on": Action(go_on, 0),
    "shop_edits": into(Stand.UNPAID),
    "shop_is_paid": into(Stand.PAID),
    "shop_cancels": into(Stand.CANCELLED),
    "shop_deletes": into(Stand.DELETED),
}
