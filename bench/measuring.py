"""Init and warm cost of every function, its bare twin and an empty function, in turn."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from statistics import median
from typing import TypeVar

from bench.cases.stage import Stage
from bench.cases.table import CASES
from bench.environments import Environments
from bench.exchange.wire import Exchange
from bench.packages import Packages
from bench.process.worker import Cost, Program, Worker, started
from bench.spread import Spread, net_ratio
from bench.twins.make import Recording, empty_program, make_twin, record, rewind

Say = Callable[[str], None]
_Thing = TypeVar("_Thing")


@dataclass(frozen=True)
class Effort:
    """How often things are measured."""

    rounds: int = 4
    rounds_of_hot: int = 12
    blocks: int = 12
    invocations: int = 12
    warm_up: int = 10

    def times(self, factor: float) -> "Effort":
        """So many times as often, and never less than makes a median."""

        def often(count: int) -> int:
            return max(3, round(count * factor))

        return replace(
            self,
            rounds=often(self.rounds),
            rounds_of_hot=often(self.rounds_of_hot),
            blocks=often(self.blocks),
        )


HOT = frozenset({"order_intake", "auto_debit"})
"""What budgets name is measured more often."""


@dataclass
class Series:
    """The figures of one program: milliseconds, a value to a round, or (warm) the median of a block to a block."""

    init: list[float] = field(default_factory=list)
    init_cpu: list[float] = field(default_factory=list)
    until_first: list[float] = field(default_factory=list)
    warm_cpu: list[float] = field(default_factory=list)
    warm_wall: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class FunctionFigures:
    """One function against its twin; calls are of a fresh process's first invocation and of a warm one."""

    name: str
    case: str
    ours: Series
    bare: Series
    nothing: Series
    first_calls: tuple[str, ...]
    warm_calls: tuple[str, ...]
    log_bytes: float

    def ratio(self, what: str) -> Spread | None:
        """Ours to bare, both less an empty function; ``None`` where the bare twin does nothing."""
        if not self.first_calls:
            return None
        return net_ratio(getattr(self.ours, what), getattr(self.bare, what), getattr(self.nothing, what))

    def gross(self, what: str) -> float | None:
        """The same with what the runtime's client costs in both."""
        if not self.first_calls:
            return None
        return float(median(getattr(self.ours, what)) / median(getattr(self.bare, what)))


def measure_functions(
    stage: Stage, packages: Packages, environments: Environments, names: Sequence[str], effort: Effort, say: Say
) -> Iterator[FunctionFigures]:
    """Each function in turn: recorded afresh (signatures age), then measured beside its twin."""
    nothing = empty_program(environments)
    for place, name in enumerate(names, 1):
        say(f"{name} ({place} of {len(names)})")
        program = packages.packaged(name).program(environments, name, stage.environment)
        recording = record(stage, program, CASES[name](stage.new_shop()))
        bare = make_twin(name, recording, environments, stage.environment)
        yield _measure(stage, name, recording, (program, bare, nothing), effort)


def _measure(
    stage: Stage, name: str, recording: Recording, programs: tuple[Program, Program, Program], effort: Effort
) -> FunctionFigures:
    series = (Series(), Series(), Series())
    for number in range(effort.rounds_of_hot if name in HOT else effort.rounds):
        for program, figures in in_turn(number, list(zip(programs, series, strict=True))):
            _start_once(stage, recording, program, figures)
    log_bytes = _keep_warm(stage, recording, programs, series, effort)
    stage.aws.complain()
    stage.stripe.complain()
    case = (CASES[name].__doc__ or "").strip()
    return FunctionFigures(name, case, *series, _kinds(recording.first), _kinds(recording.warm), log_bytes)


def in_turn(number: int, things: list[_Thing]) -> list[_Thing]:
    """Forwards in one round, backwards in the next: who follows whom weighs on none more than on another."""
    return things[::-1] if number % 2 else things


def _start_once(stage: Stage, recording: Recording, program: Program, figures: Series) -> None:
    with started(program) as worker:
        rewind(stage)
        _, first = worker.invoke(recording.event)
        figures.init.append(worker.init.wall)
        figures.init_cpu.append(worker.init.cpu)
        figures.until_first.append(worker.init.wall + first.wall)


def _keep_warm(
    stage: Stage, recording: Recording, programs: Sequence[Program], series: Sequence[Series], effort: Effort
) -> float:
    """Blocks of invocations, in turn; the bytes that ours logs to an invocation."""
    with ExitStack() as stack:
        workers = [stack.enter_context(started(program)) for program in programs]
        for worker in workers:
            _block(stage, recording, worker, effort.warm_up)
        before = workers[0].log_bytes()
        for number in range(effort.blocks):
            for worker, figures in in_turn(number, list(zip(workers, series, strict=True))):
                costs = _block(stage, recording, worker, effort.invocations)
                figures.warm_cpu.append(median(cost.cpu for cost in costs))
                figures.warm_wall.append(median(cost.wall for cost in costs))
        return (workers[0].log_bytes() - before) / (effort.blocks * effort.invocations)


def _block(stage: Stage, recording: Recording, worker: Worker, invocations: int) -> list[Cost]:
    costs = []
    for _ in range(invocations):
        rewind(stage)
        costs.append(worker.invoke(recording.event)[1])
    return costs


def _kinds(exchanges: Sequence[Exchange]) -> tuple[str, ...]:
    return tuple(each.call.kind for each in exchanges)


def measure_dates(stage: Stage, packages: Packages, environments: Environments, rounds: int) -> tuple[Series, Series]:
    """Init of ``order_intake`` as packaged (dated 1980) and as an ordinary installation, in turn."""
    name = "order_intake"
    found = (Series(), Series())
    both = list(zip((packages.packaged(name), packages.fresh(name)), found, strict=True))
    for number in range(rounds):
        for unpacked, figures in in_turn(number, both):
            with started(unpacked.program(environments, name, stage.environment)) as worker:
                figures.init.append(worker.init.wall)
                figures.init_cpu.append(worker.init.cpu)
    return found
