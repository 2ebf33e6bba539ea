"""The merchants of a day: consent given, wallets topped up by card, one shop system connected to each."""

from dataclasses import dataclass
from typing import Final

from bench.load.plan import credits_for
from tests.support.connected_shop import SYSTEMS, ConnectedShop, connect
from tests.support.local_stack import LocalStack
from tests.support.shop import Shop

MERCHANTS: Final = 4
_TOP_UP: Final = 10_000_000
"""Cents of one top-up at most."""


@dataclass(frozen=True)
class Stand:
    """What a driving process knows of one merchant; all of it can be pickled."""

    merchant: str
    key: str
    system: str
    domain: str
    webhook: str
    secret: str
    source: str


def open_market(stack: LocalStack, orders: int) -> tuple[list[Shop], list[Stand]]:
    """The last merchant has credits for few of its orders: the others of its orders wait in the unpaid queue."""
    shops, stands = [], []
    for number in range(MERCHANTS):
        shop = stack.new_shop(name=f"Load {number}")
        shop.consent()
        missing = credits_for(orders, MERCHANTS) if number < MERCHANTS - 1 else 100_000
        while missing > 0:
            shop.top_up(min(missing, _TOP_UP))
            missing -= _TOP_UP
        shops.append(shop)
        stands.append(_stand(connect(shop, SYSTEMS[number % len(SYSTEMS)])))
    return shops, stands


def _stand(connected: ConnectedShop) -> Stand:
    shop, front = connected.shop, connected.front
    return Stand(shop.id, shop.api.key or "", front.system, front.domain, front.url, front.secret, connected.source)
