"""Fixtures: a simulator with one webhook endpoint, fresh for each test."""

from collections.abc import Iterator

import pytest

from local.stripe_simulator import Settings, serve
from tests.functional.local.stripe_support import KEY, SECRET, Receiver, Shop, receiving


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A webhook endpoint."""
    with receiving() as made:
        yield made


@pytest.fixture
def shop(receiver: Receiver) -> Iterator[Shop]:
    """A simulator that sends its events to the receiver, with short waits."""
    settings = Settings(keys=(KEY,), retry_delays=(0.05, 0.1, 0.1), async_payment=60.0, dispute_after=60.0)
    with serve(webhook_url=receiver.url, webhook_secret=SECRET, settings=settings) as running:
        made = Shop(running, receiver)
        yield made
        made.http.close()
