"""The stack for these tests: the one that ORDERPAY_STACK names, or one of their own that ends with them."""

from collections.abc import Callable, Iterator

import httpx
import pytest

from local.stack.clients import bypass_proxies
from local.stack.description import StackDescription
from tests.support.local_stack import LocalStack
from tests.support.own_stack import running_stack
from tests.support.race import Race, table
from tests.support.shop import Shop
from tests.support.shop_audit import await_released

StartRace = Callable[[str], Race]

_RACES = pytest.StashKey[list[Race]]()


@pytest.fixture(scope="session")
def description() -> Iterator[StackDescription]:
    """Addresses and keys; ORDERPAY_STACK is the path of a running stack's stack.json."""
    with running_stack() as found:
        yield found


@pytest.fixture(scope="session")
def stack(description: StackDescription) -> Iterator[LocalStack]:
    """The ways into the stack."""
    bypass_proxies()
    with httpx.Client(timeout=35, trust_env=False) as http:
        yield LocalStack(description, http)


@pytest.fixture
def shop(stack: LocalStack) -> Shop:
    """A fresh merchant that trades in EUR."""
    return stack.new_shop()


@pytest.fixture
def funded(shop: Shop) -> Shop:
    """A fresh merchant with consent to automatic debit and 100.00 EUR."""
    shop.consent()
    shop.top_up(10_000)
    return shop


@pytest.fixture
def fault_free(stack: LocalStack) -> Iterator[None]:
    """Whatever trouble a test asks the simulator for ends with the test."""
    yield
    stack.stripe.clear_faults()


@pytest.fixture
def start_race(request: pytest.FixtureRequest, stack: LocalStack) -> Iterator[StartRace]:
    """A new race of this name; what comes of it is printed at the end of the run."""

    races = request.config.stash.setdefault(_RACES, [])
    before = len(races)

    def start(name: str) -> Race:
        races.append(Race(name))
        return races[-1]

    with stack.queues.impatient():
        yield start
        await_released(stack, [order for race in races[before:] for order in race.orders])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """The figures of all races."""
    if races := config.stash.get(_RACES, []):
        terminalreporter.section("races: real parallel requests, books audited after each round")
        for line in table(races):
            terminalreporter.write_line(line)
