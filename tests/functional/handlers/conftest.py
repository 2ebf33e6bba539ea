"""Each test gets a world of its own; the mock of AWS and the simulator's server run once and start anew for each."""

from collections.abc import Iterator

import httpx
import pytest
import stripe
from moto import mock_aws

from local.stripe_simulator import Running, serve
from shared.clock import SystemClock
from shared.runtime import settings, stripe_wiring, wiring
from shared.runtime.secrets import forget_secrets
from tests.functional.handlers.crashes import Interruptions
from tests.functional.handlers.shop import Shop
from tests.support.aws import REGION, create_resources
from tests.support.world import WEBHOOK_SECRET, Clock, World, fresh_simulator

_MOCK = mock_aws(config={"core": {"mock_credentials": False, "reset_boto3_session": False}})


@pytest.fixture(scope="package")
def stripe_server() -> Iterator[Running]:
    """The simulator's server; its inside is replaced for each test."""
    with serve() as running:
        yield running


@pytest.fixture(scope="package")
def browser() -> Iterator[httpx.Client]:
    """What buyers pay with."""
    with httpx.Client(trust_env=False, verify=False) as client:  # noqa: S501  # plain HTTP on loopback
        yield client


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch, stripe_server: Running, browser: httpx.Client) -> Iterator[World]:
    """Handlers, moto and the Stripe simulator, all fresh, on one clock that tests move."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    clock = Clock()
    monkeypatch.setattr(SystemClock, "now", lambda _: clock.now())
    monkeypatch.setattr(stripe.RequestsClient, "_sleep_time_seconds", lambda *_: 0)
    fresh_simulator(stripe_server, clock)
    forget_secrets()
    settings.read_settings.cache_clear()
    with _MOCK:
        resources = create_resources(stripe_server.url, stripe_server.key, WEBHOOK_SECRET)
        for name, value in resources.environment.items():
            monkeypatch.setenv(name, value)
        yield World(resources, stripe_server, browser, clock)
    settings.read_settings.cache_clear()


@pytest.fixture(scope="package", autouse=True)
def _own_clients() -> Iterator[None]:
    """Clients and gateway are made once for all these tests, and by no other."""
    forget_clients()
    yield
    forget_clients()


def forget_clients() -> None:
    """Make them anew at the next use."""
    stripe_wiring._gateway.cache_clear()
    for factory in (wiring.table, wiring.sqs, wiring.event_bridge, wiring.s3, wiring.secrets_manager):
        factory.cache_clear()


@pytest.fixture
def shop(world: World) -> Shop:
    """A merchant in euros."""
    return Shop(world, world.merchant())


@pytest.fixture
def interruptions(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Interruptions]:
    """Counts the product's calls to AWS and Stripe, and dies at any of them when told to."""
    made = Interruptions()
    made.watch_stripe(monkeypatch)
    made.watch_aws()
    yield made
    made.leave_aws()
