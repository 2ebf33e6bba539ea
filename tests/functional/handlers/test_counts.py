"""Each use case calls, writes, reads, sends and logs exactly what `bench/counts.json` says.

After a change that is meant: `ORDERPAY_REWRITE_COUNTS=1 python -m pytest tests/functional/handlers/test_counts.py`.
"""

import os
from collections.abc import Iterator

import pytest

from bench.counts import Count, as_text, load, save
from tests.functional.handlers.counted_accounts import COUNTED_ACCOUNTS
from tests.functional.handlers.counted_callbacks import COUNTED_CALLBACKS
from tests.functional.handlers.counted_charges import COUNTED_CHARGES
from tests.functional.handlers.counted_deliveries import COUNTED_DELIVERIES
from tests.functional.handlers.counted_endpoints import COUNTED_ENDPOINTS
from tests.functional.handlers.counted_invoices import COUNTED_INVOICES
from tests.functional.handlers.counted_jobs import COUNTED_JOBS
from tests.functional.handlers.counted_links import COUNTED_LINKS
from tests.functional.handlers.counted_methods import COUNTED_METHODS
from tests.functional.handlers.counted_notices import COUNTED_NOTICES
from tests.functional.handlers.counted_orders import COUNTED_ORDERS
from tests.functional.handlers.counted_payments import COUNTED_PAYMENTS
from tests.functional.handlers.counted_reads import COUNTED_READS
from tests.functional.handlers.counted_sendings import COUNTED_SENDINGS
from tests.functional.handlers.counted_shops import COUNTED_SHOPS
from tests.functional.handlers.counted_takings import COUNTED_TAKINGS
from tests.functional.handlers.counted_top_ups import COUNTED_TOP_UPS
from tests.functional.handlers.counting import count, metered
from tests.functional.handlers.shop import Shop
from tests.support.backing import Backing, HeldBacking
from tests.support.meter import Meter
from tests.support.world import World

CASES = {
    **COUNTED_ORDERS,
    **COUNTED_LINKS,
    **COUNTED_PAYMENTS,
    **COUNTED_READS,
    **COUNTED_JOBS,
    **COUNTED_SENDINGS,
    **COUNTED_ACCOUNTS,
    **COUNTED_INVOICES,
    **COUNTED_METHODS,
    **COUNTED_NOTICES,
    **COUNTED_ENDPOINTS,
    **COUNTED_CALLBACKS,
    **COUNTED_CHARGES,
    **COUNTED_TOP_UPS,
    **COUNTED_TAKINGS,
    **COUNTED_DELIVERIES,
    **COUNTED_SHOPS,
}
REWRITE = "ORDERPAY_REWRITE_COUNTS" in os.environ


@pytest.fixture(scope="module")
def backing() -> Backing:
    """The meter reads what is in the table, which is in memory."""
    return HeldBacking()


@pytest.fixture
def meter(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Meter]:
    """Everything that leaves the product."""
    with metered(monkeypatch) as made:
        yield made


@pytest.fixture(scope="module")
def measured() -> Iterator[dict[str, Count]]:
    """What was counted in this run; it becomes the table when that is wanted."""
    found: dict[str, Count] = {}
    yield found
    if REWRITE:
        save({name: each for name, each in {**load(), **found}.items() if name in CASES})


@pytest.mark.parametrize("name", CASES)
def test_a_use_case_takes_what_the_table_says(name: str, shop: Shop, meter: Meter, measured: dict[str, Count]) -> None:
    measured[name] = count(meter, shop, CASES[name])
    if not REWRITE:
        assert as_text({name: measured[name]}) == as_text({name: load()[name]})


def test_the_table_holds_every_use_case_and_no_other() -> None:
    if not REWRITE:
        assert sorted(load()) == sorted(CASES)
