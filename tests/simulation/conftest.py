"""The product is put on its stand-ins once for all of these tests."""

from collections.abc import Iterator

import pytest

from tests.support.simulation.install import Switchboard, installed


@pytest.fixture(scope="package")
def board() -> Iterator[Switchboard]:
    """Leads to whichever history runs."""
    with installed() as made:
        yield made
