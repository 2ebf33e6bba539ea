"""Wallets that are due for another look: their waiting orders, or what linked methods are to do for them."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from shared.runtime import wiring
from shared.runtime.settings import TableSettings, read_settings
from shared.runtime.sweep import sweep
from shared.wallets.refills.waking import due_refills, wake_refill
from shared.wallets.waking import due_wallets, wake

_REFILL: Final = "refill "
"""Before a place of the other kind: both name a wallet and a time."""


class Settings(TableSettings):
    """The table."""


def lambda_handler(_event: Mapping[str, Any], _context: Any) -> dict[str, Any]:
    """One sweep; running late or twice does no harm."""
    table, clock = wiring.table(read_settings(Settings).table_name), wiring.clock()

    def places() -> Iterator[str]:
        yield from due_wallets(table, clock)
        yield from (_REFILL + place for place in due_refills(table, clock))

    def wake_one(place: str) -> None:
        if place.startswith(_REFILL):
            wake_refill(table, clock, place.removeprefix(_REFILL))
        else:
            wake(table, clock, place)

    return sweep(places(), wake_one)
