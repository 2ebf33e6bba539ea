"""One run: a hot merchant beside quiet ones, for some seconds, and then on until everything is paid."""

from dataclasses import dataclass, field
from random import Random
from typing import Any, Final

from bench.hot_keys.merchants import fund, open_merchant
from bench.hot_keys.simulation.audit import audit
from bench.hot_keys.simulation.broken import Broken
from bench.hot_keys.simulation.debits import DebitQueue
from bench.hot_keys.simulation.front import Front
from bench.hot_keys.simulation.limited_table import LimitedTable
from bench.hot_keys.simulation.loop import Loop, LoopClock
from bench.hot_keys.simulation.relaying import Relaying
from bench.hot_keys.simulation.timing import Timing
from tests.support.simulation.install import installed
from tests.support.simulation.table import Change, MemoryTable

QUIET: Final = 10
QUIET_RATE: Final = 3.0


@dataclass(frozen=True, slots=True)
class Plan:
    """``rate`` orders a second of the hot merchant, for ``seconds``; ``shards`` of the table's stream."""

    rate: float
    seconds: float
    gateway_rate: float
    seed: int = 1
    shards: int = 16
    timing: Timing = field(default_factory=Timing)


@dataclass
class Run:
    """The surroundings that the product runs in, and what happened: when each order was taken and paid."""

    plan: Plan
    random: Random = field(init=False)
    loop: Loop = field(default_factory=Loop)
    memory: MemoryTable = field(default_factory=MemoryTable)
    paid_at: dict[str, float] = field(default_factory=dict)
    hot: str = ""
    quiet: list[str] = field(default_factory=list)
    sqs: Any = None
    bus: Any = None
    bucket: Any = None
    post_office: Any = None
    servers: Any = None
    gateway: Any = None

    def __post_init__(self) -> None:
        plan = self.plan
        self.random = Random(plan.seed)  # noqa: S311 - repeatable on purpose
        self.table = LimitedTable(self.memory, plan.timing)
        self.clock = LoopClock(lambda: self.table.at)
        self.queue = DebitQueue(self.loop, self.table, plan.timing, self.random)
        self.relaying = Relaying(self.loop, self.table, plan.timing, self.queue, plan.shards)
        self.front = Front(self.loop, self.table, plan.timing, self.random, plan.gateway_rate)

    def play(self) -> None:
        """Everything, to the end. Raises ``Broken`` when anything was lost or paid twice."""
        with installed() as board:
            board.now = self
            self.hot, *self.quiet = [open_merchant(f"Shop {number}") for number in range(1 + QUIET)]
            for merchant_id in (self.hot, *self.quiet):
                fund(merchant_id)
            self.memory.on_commit = self._committed
            self._offer(self.hot, self.plan.rate)
            for merchant_id in self.quiet:
                self._offer(merchant_id, QUIET_RATE)
            self.loop.run()
            if board.defects:
                raise Broken(f"defects: {board.defects}")
        audit(self.memory, self.front.sent, self.queue.dead)

    def _offer(self, merchant_id: str, rate: float) -> None:
        """Orders at chance moments."""
        moment = self.random.expovariate(rate)
        while moment < self.plan.seconds:
            self.loop.at(moment, lambda: self.front.send(merchant_id))
            moment += self.random.expovariate(rate)

    def _committed(self, changes: Any) -> None:
        for change in changes:
            if _became_paid(change):
                self.paid_at[change.key.pk] = self.table.at
        self.relaying.committed(changes)


def _became_paid(change: Change) -> bool:
    old, new = change.old or {}, change.new or {}
    return new.get("kind") == "order" and "paid_at" in new and "paid_at" not in old
