"""Each test gets a world of its own; the mock of AWS and the simulator's server run once and start anew for each.

``ORDERPAY_TABLE`` says what stands behind table, queues, bus and secrets: ``moto`` (the product's whole way),
``memory`` (the quick loop), or ``held``: in memory, and of each kind of request the first is asked of moto too.
"""

import os
from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest
import stripe
from moto import mock_aws

from local.stripe_simulator import Running, serve
from shared.clock import SystemClock
from shared.runtime import bucket, callback_wiring, message_wiring, settings, stripe_wiring, target_wiring, wiring
from tests.functional.handlers.books import audit
from tests.functional.handlers.books_of_returns import provider_agrees
from tests.functional.handlers.crashes import Interruptions
from tests.functional.handlers.export_slices import cut_small
from tests.functional.handlers.exporting import Exporter
from tests.functional.handlers.invoicing import Desk
from tests.functional.handlers.linked import Linked
from tests.functional.handlers.provider_side import ProviderSide
from tests.functional.handlers.shop import Shop
from tests.functional.handlers.told import Told
from tests.support.aws import REGION
from tests.support.aws_resources import Resources, create_resources
from tests.support.backing import BACKINGS, Backing
from tests.support.light_aws import LightConnection
from tests.support.moto_connection import MotoConnection
from tests.support.openapi import watch_answers
from tests.support.receivers import Receivers
from tests.support.world import WEBHOOK_SECRET, Clock, World

_FORGETTING = (
    stripe_wiring.forget_gateways,
    wiring.forget_clients,
    bucket.forget_bucket,
    message_wiring.forget_message_clients,
)
NAMES = {"inside.example": ["93.184.216.34", "10.0.0.7"], "nowhere.example": []}
"""Where names lead to; every other leads to the Internet."""
_MOCK = mock_aws(config={"core": {"mock_credentials": False, "reset_boto3_session": False}})


@pytest.fixture(scope="package")
def backing() -> Backing:
    """What stands behind the table."""
    return BACKINGS[os.environ.get("ORDERPAY_TABLE", "moto")]()


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


@pytest.fixture(scope="package")
def resources(stripe_server: Running) -> Iterator[Resources]:
    """The AWS side, with clients that are made once for all these tests, and by no other."""
    with pytest.MonkeyPatch.context() as environment, _MOCK:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            environment.setenv(name, "testing")
        environment.setenv("AWS_DEFAULT_REGION", REGION)
        environment.setenv("AWS_REGION", REGION)
        lightly = os.environ.get("ORDERPAY_TABLE", "moto") != "moto"
        for module in ("client", "once"):
            environment.setattr(f"shared.aws.{module}.Connection", LightConnection if lightly else MotoConnection)
        forget_clients()
        yield create_resources(stripe_server.url, stripe_server.key, WEBHOOK_SECRET, lightly=lightly)
        forget_clients()


@pytest.fixture
def world(
    monkeypatch: pytest.MonkeyPatch,
    backing: Backing,
    stripe_server: Running,
    resources: Resources,
    browser: httpx.Client,
) -> Iterator[World]:
    """Handlers, what stands behind them and the Stripe simulator, empty, on one clock that tests move."""
    clock = Clock()
    monkeypatch.setattr(SystemClock, "now", lambda _: clock.now())
    monkeypatch.setattr(stripe.RequestsClient, "_sleep_time_seconds", lambda *_: 0)
    for name, value in resources.environment.items():
        monkeypatch.setenv(name, value)
    settings.read_settings.cache_clear()
    monkeypatch.setattr(target_wiring, "resolve", lambda host: NAMES.get(host, ["93.184.216.34"]))
    backing.serve(monkeypatch)
    watch_answers(monkeypatch)
    made = World(resources, backing, stripe_server, browser, clock)
    made.start_over()
    yield made
    settings.read_settings.cache_clear()


def forget_clients() -> None:
    """Make them anew at the next use."""
    for forget in _FORGETTING:
        forget()


@pytest.fixture
def shop(world: World) -> Shop:
    """A merchant in euros."""
    return Shop(world, world.merchant())


@pytest.fixture
def desk(shop: Shop) -> Desk:
    """The invoices of the shop."""
    return Desk(shop)


@pytest.fixture
def linked(shop: Shop) -> Linked:
    """Its payment methods."""
    return Linked(shop)


@pytest.fixture
def interruptions(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Interruptions]:
    """Counts the product's calls to AWS and Stripe, and dies at any of them when told to."""
    made = Interruptions(backing=world.backing)
    made.watch_stripe(monkeypatch)
    made.watch_aws()
    yield made
    made.leave_aws()


@pytest.fixture
def receivers(world: World, monkeypatch: pytest.MonkeyPatch) -> Receivers:
    """Merchants' servers, one call after the other."""

    def pass_time(seconds: float) -> None:
        world.clock.moment += timedelta(seconds=seconds)

    made = Receivers(pass_time=pass_time)
    monkeypatch.setattr(callback_wiring, "poster", lambda _: made)
    monkeypatch.setattr(callback_wiring, "together", lambda call, plans: [call(plan) for plan in plans])
    return made


@pytest.fixture
def told(shop: Shop, receivers: Receivers) -> Told:
    """The shop is told by callbacks."""
    return Told(shop, receivers).register()


@pytest.fixture
def busy(world: World, shop: Shop) -> Shop:
    """A merchant after a day of everything: credits, links, one checkout for many, cancelling, surplus-free."""
    shop.consent()
    shop.fund(20_000)
    for amount in (1_000, 2_000, 50_000):
        shop.order(amount)
    world.settle_down()
    cancelled = shop.order(3_100)
    shop.order(700, collect="none")
    link = shop.link(shop.order(4_000, collect="link"))
    world.pay(shop.checkout(link))
    many = shop.pay([shop.order(500, collect="none"), shop.order(600, collect="none")], "checkout").json
    world.pay(many["checkout_url"])
    world.settle_down()
    assert shop.cancel(cancelled).status == 200
    waiting = shop.order(900, collect="none")
    shop.checkout(shop.link(waiting))
    world.settle_down()
    return shop


@pytest.fixture
def provider(shop: Shop) -> Iterator[ProviderSide]:
    """The platform's account; at the end everything is told, and both sides' books agree."""
    yield ProviderSide(shop.world)
    shop.world.settle_down()
    audit(shop.world)
    provider_agrees(shop.world)


@pytest.fixture
def exporter(shop: Shop) -> Exporter:
    """The exports of the shop."""
    return Exporter(shop)


@pytest.fixture
def small_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    """Exports are written a few rows at a time."""
    cut_small(monkeypatch, entries=1, part_bytes=300)


@pytest.fixture
def smallest_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    """Exports are written row by row, and some rows wait for the part that they go into."""
    cut_small(monkeypatch, entries=1, part_bytes=500)


@pytest.fixture
def client(shop: Shop, receivers: Receivers) -> Told:
    """A shop that has said nothing of callbacks yet."""
    return Told(shop, receivers)
