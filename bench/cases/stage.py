"""A world in which events become typical: real handlers in this process, moto and the Stripe simulator behind them.

A function that is measured runs outside, in a process of its own; what it calls comes back here over HTTP.
"""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from moto import mock_aws

from bench.exchange.server import serving
from bench.exchange.tape import Tape
from bench.exchange.upstreams import Proxy, moto_reply
from local.stripe_simulator import serve
from shared.clock import SystemClock
from shared.runtime import bucket, settings, stripe_wiring, wiring
from tests.functional.handlers.shop import Shop
from tests.support.aws import REGION, Handler, client
from tests.support.aws_resources import create_resources
from tests.support.backing import MotoBacking
from tests.support.samples import http_event
from tests.support.world import WEBHOOK_SECRET, Answer, Clock, World

Event = dict[str, Any]
_LIFE = timedelta(days=3)


class _Captured(Exception):
    def __init__(self, event: Event) -> None:
        super().__init__("captured")
        self.event = event


@dataclass
class BenchWorld(World):
    """A world that can say which event it would have invoked a function with."""

    capturing: bool = False

    def call(self, handler: Handler, sample_name: str, route: str | None = None, **changes: Any) -> Answer:
        """Invoke, or only capture the event."""
        if self.capturing:
            raise _Captured(http_event(sample_name, route, **changes))
        return super().call(handler, sample_name, route, **changes)

    def arrive(self) -> None:
        """It is now, on both sides: the function that is measured has no other clock."""
        self.clock.moment = datetime.now(UTC)
        with self.stripe.server.lock:
            self.stripe.simulator.tick()


@dataclass(frozen=True)
class Stage:
    """The world, and the two tapes between it and the function's process."""

    world: BenchWorld
    aws: Tape
    stripe: Tape
    environment: dict[str, str]

    def new_shop(self) -> Shop:
        """A merchant that was made three days ago, in an empty world."""
        self.aws.record()
        self.stripe.record()
        self.world.clock.moment = datetime.now(UTC) - _LIFE
        self.world.start_over()
        return Shop(self.world, self.world.merchant())


def captured(shop: Shop, act: Any) -> Event:
    """The event of the HTTP call that ``act`` makes; the function is not invoked."""
    world = shop.world
    assert isinstance(world, BenchWorld)  # noqa: S101 - for the types: every shop here is on the stage
    world.arrive()
    world.capturing = True
    try:
        act()
    except _Captured as found:
        return found.event
    finally:
        world.capturing = False
    raise LookupError("no function was called")


@contextmanager
def set_up() -> Iterator[Stage]:
    """Everything that stands behind a function, on loopback."""
    with ExitStack() as stack:
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        stack.enter_context(mock_aws(config={"core": {"mock_credentials": False, "reset_boto3_session": False}}))
        running = stack.enter_context(serve())
        http = stack.enter_context(httpx.Client(trust_env=False, verify=False))  # nosec B501 # noqa: S501 - plain HTTP
        aws, stripe = Tape(moto_reply), Tape(Proxy(http, running.url))
        aws_url, stripe_url = stack.enter_context(serving(aws)), stack.enter_context(serving(stripe))
        for name, value in _sdk_environment(aws_url).items():
            patch.setenv(name, value)
        _forget_clients()
        stack.callback(_forget_clients)
        resources = create_resources(running.url, running.key, WEBHOOK_SECRET)
        outside = {
            name: aws_url + value[value.index("/", 8) :] if name.endswith("_URL") and "queue" in name.lower() else value
            for name, value in resources.environment.items()
        } | {"STRIPE_API_BASE": stripe_url, "AWS_ENDPOINT_URL": aws_url}
        for name, value in resources.environment.items():
            patch.setenv(name, value)
        clock = Clock()
        patch.setattr(SystemClock, "now", lambda _: clock.now())
        world = BenchWorld(replace(resources, environment=outside), MotoBacking(), running, http, clock)
        yield Stage(world, aws, stripe, outside)


def _sdk_environment(url: str) -> dict[str, str]:
    return {
        "AWS_ACCESS_KEY_ID": "bench",
        "AWS_SECRET_ACCESS_KEY": "bench",
        "AWS_DEFAULT_REGION": REGION,
        "AWS_REGION": REGION,
        "AWS_ENDPOINT_URL": url,
        "LOG_LEVEL": "ERROR",
        "NO_PROXY": ",".join(filter(None, (os.environ.get("NO_PROXY"), "127.0.0.1"))),
    }


def _forget_clients() -> None:
    """Clients and settings that others have made, or that lead here: whichever factories there are."""
    for factory in (bucket.s3, *vars(wiring).values(), *vars(stripe_wiring).values(), client, settings.read_settings):
        if hasattr(factory, "cache_clear"):
            factory.cache_clear()
