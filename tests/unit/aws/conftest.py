"""Servers that a test starts."""

from collections.abc import Callable, Iterator

import pytest

from tests.unit.aws.servers import Behaviour, Server


@pytest.fixture
def start() -> Iterator[Callable[..., Server]]:
    """Starts servers and sees that each was used up."""
    started: list[Server] = []

    def make(*behaviours: Behaviour) -> Server:
        started.append(Server(*behaviours))
        return started[-1]

    yield make
    for server in started:
        server.stop()
