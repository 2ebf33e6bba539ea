"""What a day consists of: how many orders, for how long at most, from how many processes, and of which kind each is."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

SEED: Final = 20261123
_KINDS: Final[Mapping[str, int]] = {"auto": 70, "shop": 16, "link": 8, "cancel": 6}
_REPEATED_OF_100: Final = 10
_LOOKED_AT_OF_100: Final = 20
_MOST_PROCESSES: Final = 32


class BadBounds(Exception):
    """A bound that no run can have."""


@dataclass(frozen=True)
class Bounds:
    """``seconds`` is how long orders are placed at most; what is under way then still ends."""

    orders: int
    seconds: int
    processes: int

    def __post_init__(self) -> None:
        """Raises :class:`BadBounds`."""
        if min(self.orders, self.seconds, self.processes) < 1 or self.processes > _MOST_PROCESSES:
            raise BadBounds(f"at least one order, one second, one process; at most {_MOST_PROCESSES} processes")

    def shares(self) -> list[range]:
        """The numbers of the orders of each process: each number once, and none without a number."""
        shares = (range(start, self.orders, self.processes) for start in range(self.processes))
        return [share for share in shares if share]


@dataclass(frozen=True)
class Step:
    """One order: ``kind`` is how it comes and ends, ``amount`` in cents; it is sent ``again``, and ``looked`` at."""

    number: int
    kind: str
    amount: int
    again: bool
    looked: bool


def step(number: int) -> Step:
    """The same for the same number in every run."""
    dice = random.Random(f"{SEED} {number}")  # noqa: S311
    kind = dice.choices(list(_KINDS), list(_KINDS.values()))[0]
    again, looked = (dice.randrange(100) < share for share in (_REPEATED_OF_100, _LOOKED_AT_OF_100))
    return Step(number, kind, dice.randrange(500, 2_500), again, looked)


def credits_for(orders: int, merchants: int) -> int:
    """Cents that a wallet needs so that it covers its share of so many orders, whatever they come to."""
    return -(-orders // merchants) * 4_000 + 100_000
