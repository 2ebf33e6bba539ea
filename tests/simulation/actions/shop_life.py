"""Days of connected shops: mostly sales and deliveries, at times anything else."""

from random import Random
from typing import Final

from tests.simulation.actions import shop_connections, shop_deliveries, shop_sales
from tests.simulation.actions.action import Action
from tests.simulation.step import Step
from tests.simulation.world import World

_PARTS: Final = {**shop_sales.ACTIONS, **shop_connections.ACTIONS, **shop_deliveries.ACTIONS}
_OFTEN: Final = {
    "shop_sells": 6,
    "shop_goes_on": 8,
    "shop_delivers": 6,
    "shop_delivers_all": 6,
    "take_orders": 4,
    "retry_shop_orders": 2,
    "rotate_shop_secret": 2,
    "connect_shop": 1,
}
"""The others come once beside these."""

_NAMES: Final = tuple(_PARTS)
_WEIGHTS: Final = tuple(_OFTEN.get(name, 1) for name in _NAMES)
_SHARE: Final = 0.25
"""Of histories without a shop that come here, those in which one is connected."""


def live(world: World, step: Step, chance: Random) -> None:
    """Something happens in a shop, or a merchant connects one."""
    if world.books.connected.shops:
        _PARTS[chance.choices(_NAMES, _WEIGHTS)[0]].run(world, step, chance)
    elif chance.random() < _SHARE:
        shop_connections.connect(world, step, chance)


ACTIONS: Final = {**_PARTS, "shop_life": Action(live, 3)}
