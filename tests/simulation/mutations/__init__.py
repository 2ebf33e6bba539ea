"""The seeded bugs: each puts one mistake into the product, and the simulation has to notice it."""

from collections.abc import Callable
from typing import Final

import pytest

from tests.simulation.mutations import of_edges, of_links, of_settling, of_wallets

Break = Callable[[pytest.MonkeyPatch], None]

MUTATIONS: Final[dict[str, Break]] = {
    mistake.__name__: mistake
    for mistake in (*of_settling.MUTATIONS, *of_wallets.MUTATIONS, *of_links.MUTATIONS, *of_edges.MUTATIONS)
}
