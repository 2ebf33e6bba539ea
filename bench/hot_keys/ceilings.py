"""Pure arithmetic: how many of a thing one merchant can have a second, and which key says so first."""

from collections.abc import Iterable
from dataclasses import dataclass

from bench.hot_keys.limits import FIFO_PARTITION, PARTITION_WRITES
from bench.hot_keys.partitions import KINDS
from bench.hot_keys.simulation.timing import Timing
from bench.hot_keys.use_cases import UseCase
from shared.payments.credits.auto_debit import MAX_ORDERS


@dataclass(frozen=True, slots=True)
class Bound:
    """What one kind of partition allows: ``places`` partitions, ``units`` write units on them for each thing."""

    kind: str
    places: int
    units: float

    @property
    def a_second(self) -> int:
        """Things a second, rounded down."""
        return int((PARTITION_WRITES.value or 0) * self.places / self.units)


@dataclass(frozen=True, slots=True)
class Ceiling:
    """All bounds of a use case, the one that binds first."""

    use_case: str
    bounds: tuple[Bound, ...]

    @property
    def binding(self) -> Bound:
        """The lowest."""
        return self.bounds[0]


def ceiling(use_case: UseCase) -> Ceiling:
    """For one merchant that has the deployment to itself. Partitions that each thing has for itself bound nothing."""
    bounds = [
        Bound(kind.name, kind.places(), use_case.units[kind.name])
        for kind in KINDS
        if kind.places is not None and use_case.units.get(kind.name)
    ]
    return Ceiling(use_case.name, tuple(sorted(bounds, key=lambda bound: bound.a_second)))


def ceilings(use_cases: Iterable[UseCase]) -> list[Ceiling]:
    """Of those that have one."""
    return [found for found in map(ceiling, use_cases) if found.bounds]


@dataclass(frozen=True, slots=True)
class Flow:
    """One wallet's debits, worked off by one invocation at a time: ``orders`` to a message, ``messages`` to a batch."""

    orders: int
    messages: int
    timing: Timing

    @property
    def joined(self) -> int:
        """Messages of a full batch to one transaction (their items are small here)."""
        return min(self.messages, MAX_ORDERS // self.orders)

    @property
    def seconds(self) -> float:
        """One batch: to be picked up, and then a read and a transaction for what was joined."""
        transactions = -(-self.messages // self.joined)
        items = self.orders * self.messages + 3 * transactions
        calls = transactions * (self.timing.read + self.timing.transaction)
        return self.timing.queue_pickup + self.timing.invocation + calls + self.timing.transaction_per_item * items

    @property
    def a_second(self) -> int:
        """Orders a second of one wallet."""
        by_queue = (FIFO_PARTITION.value or 0) * self.orders
        return min(by_queue, int(self.orders * self.messages / self.seconds))
