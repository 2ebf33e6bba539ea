"""What a read costs does not grow with the table: the same calls and units at 1,000 orders as at ten times as many.

``make reads`` does the same with 200,000 orders of one merchant (``ORDERPAY_FLAT``: how many there are in the end).
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import asdict
from functools import partial
from typing import Final

import pytest

from bench.counts import Count
from functions.manage_wallets.handler import lambda_handler as manage_wallets
from functions.read_invoices.handler import lambda_handler as read_invoices
from shared.orders.model import new_order
from shared.orders.request import OrderRequest
from shared.orders.service import place_order
from shared.runtime import wiring
from tests.functional.handlers.counting import Case, count, expect, metered
from tests.functional.handlers.shop import Shop
from tests.support.aws import TABLE, Handler
from tests.support.backing import Backing, MemoryBacking
from tests.support.meter import Meter
from tests.support.world import World

FEW: Final = 1_000
MANY: Final = int(os.environ.get("ORDERPAY_FLAT", "10000"))
WALLET: Final = "/v1/wallets/{currency}"
_PAGE: Final = 50
_OLDEST: Final = "000000"


@pytest.fixture(scope="module")
def backing() -> Backing:
    """In memory: moto looks at every item for each query."""
    return MemoryBacking()


@pytest.fixture
def meter(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Meter]:
    """Every call of the table, in units."""
    with metered(monkeypatch) as made:
        yield made


def fill(shop: Shop, numbers: range) -> dict[str, str]:
    """So many orders that wait, alike but for their numbers; their ids by these."""
    table, made = wiring.table(TABLE), {}
    for number in numbers:
        name = f"{number:06d}"
        request = OrderRequest(source="flat", external_id=name, amount=1_250, currency="EUR", collect="none")
        made[name] = place_order(table, new_order(shop.id, request, shop.world.clock.now())).order.id
    return made


def page(shop: Shop, **query: str) -> Callable[[], object]:
    """A whole page of the list."""
    return lambda: expect(len(shop.listed(**query).json["data"]), _PAGE)


def second_page(shop: Shop) -> Callable[[], object]:
    """The page after the first."""
    return page(shop, cursor=shop.listed().json["next_cursor"])


def call(handler: Handler, function: str, route: str, **path: str) -> Case:
    """Any other read of the merchant's."""

    def case(shop: Shop) -> Callable[[], object]:
        ask = partial(shop.world.call, handler, function, route, path=path, query={}, authorizer=shop.me)
        return lambda: expect(ask().status, 200)

    return case


def reads(order: str) -> dict[str, Case]:
    """What merchants look at most, by name; ``order`` is the oldest."""
    return {
        "list": page,
        "second page": second_page,
        "unpaid queue": lambda shop: page(shop, payment_status="unpaid"),
        "one order": lambda shop: partial(shop.read, order),
        "explain": lambda shop: partial(shop.explain, order),
        "balance": call(read_invoices, "read_invoices", "GET /v1/balance"),
        "wallets": call(manage_wallets, "manage_wallets", "GET /v1/wallets"),
        "wallet": call(manage_wallets, "manage_wallets", f"GET {WALLET}", currency="EUR"),
        "journal": call(manage_wallets, "manage_wallets", f"GET {WALLET}/journal", currency="EUR"),
    }


def measure(shop: Shop, meter: Meter, order: str) -> dict[str, Count]:
    """What each read takes now."""
    return {name: count(meter, shop, case) for name, case in reads(order).items()}


def test_reads_take_the_same_units_however_many_orders_there_are(shop: Shop, meter: Meter) -> None:
    shop.consent()
    shop.fund(5_000)
    oldest = fill(shop, range(FEW))[_OLDEST]
    few = measure(shop, meter, oldest)
    fill(shop, range(FEW, MANY))

    many = measure(shop, meter, oldest)

    assert {name: asdict(each) for name, each in many.items()} == {name: asdict(each) for name, each in few.items()}
    assert few["list"].read > few["one order"].read > 0, "a meter that counts nothing shows nothing"
    for name, each in many.items():
        print(f"{name}: {each.read:g} read units at {FEW:,} orders and at {MANY:,}")  # noqa: T201
