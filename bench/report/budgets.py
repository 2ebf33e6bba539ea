"""The budgets of the design (section 11) and whether one run meets them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bench.measuring import FunctionFigures
from bench.report.results import Results
from bench.spread import Spread

INTAKE = "order_intake"
_NEAR = 0.95
"""Medians of a few rounds differ by a twentieth."""


@dataclass(frozen=True)
class Verdict:
    """One budget: ``measured`` is ``None`` when this run has not looked."""

    what: str
    budget: float
    stretch: float | None
    measured: float | None
    unit: str = ""
    at_least: bool = False
    of_tool: float | None = None
    """What the tool that measures could show at most, were all of ours free; ``None`` where it sets no limit."""

    @property
    def missed(self) -> bool:
        """Whether something of ours is to blame: not where the figure is all that the measuring tool can show."""
        return self.met is False and not self.is_at_limit

    @property
    def is_at_limit(self) -> bool:
        """Whether the measuring tool's own limit, not ours, keeps the figure from its budget."""
        if self.met is not False or self.of_tool is None or self.measured is None:
            return False
        near = 1 / _NEAR if self.at_least else _NEAR
        return self._holds(self.of_tool, self.measured * near)

    @property
    def met(self) -> bool | None:
        """``None`` when nothing was measured."""
        return None if self.measured is None else self._holds(self.budget, self.measured)

    @property
    def stretched(self) -> bool:
        """Whether the stretch figure is reached, too."""
        return self.stretch is not None and self.measured is not None and self._holds(self.stretch, self.measured)

    def _holds(self, limit: float, measured: float) -> bool:
        return measured >= limit if self.at_least else measured <= limit


def verdicts(results: Results) -> list[Verdict]:
    """One for each budget, in the design's order."""
    return [*_init(results), *_requests(results), *_rest(results)]


def _init(results: Results) -> Iterator[Verdict]:
    probe = results.probes.get(INTAKE)
    yield Verdict("init of `order_intake` against a bare boto3 function", 1.15, 0.3, _ratio(results, "init"), " times")
    yield Verdict(
        "its init with the first request against the same", 1.15, None, _ratio(results, "until_first"), " times"
    )
    yield Verdict("its init with files dated 1980 against freshly installed ones", 1.1, None, _dates(results), " times")
    yield Verdict("directory listings at its init", 60, None, probe.listings if probe else None)
    yield Verdict("modules loaded after its init", 360, None, probe.modules if probe else None)


def _requests(results: Results) -> Iterator[Verdict]:
    intake, debit = results.function(INTAKE), results.function("auto_debit")
    yield Verdict("AWS calls of an intake request", 1, None, _of(intake, lambda each: len(each.warm_calls)))
    yield Verdict("write units of an intake request on the table", 1, None, _intake_units(results))
    yield Verdict(
        "CPU of an intake request against a bare conditional put", 1.25, 0.3, _ratio(results, "warm_cpu"), " times"
    )
    yield Verdict(
        "AWS calls of a debit: one read, one transaction", 2, None, _of(debit, lambda each: len(each.warm_calls))
    )


def _rest(results: Results) -> Iterator[Verdict]:
    yield from _wallet(results)
    yield Verdict("model cost of a million orders, in dollars", 8, 5, results.dollars)
    played = results.simulation
    pace, kinds = (played.pace, played.kinds_of_fault) if played else (None, None)
    yield Verdict("simulated histories a second a core, on the real handlers", 100, None, pace, at_least=True)
    yield Verdict("kinds of fault that struck in them", 18, None, kinds, at_least=True)


def _wallet(results: Results) -> Iterator[Verdict]:
    wallet = results.wallet
    ratio, ours, emulator = (wallet.ratio, wallet.own_ratio, wallet.emulator_ratio) if wallet else (None, None, None)
    yield Verdict(
        "one hot wallet against one transaction per order",
        6,
        8,
        ratio.median if ratio else None,
        " times",
        at_least=True,
        of_tool=emulator.median if emulator else None,
    )
    yield Verdict("CPU of ours for the same", 6, 8, ours.median if ours else None, " times", at_least=True)


def _of(figures: FunctionFigures | None, look: Callable[[FunctionFigures], float]) -> float | None:
    return None if figures is None else look(figures)


def _ratio(results: Results, what: str) -> float | None:
    figures = results.function(INTAKE)
    spread = figures.ratio(what) if figures else None
    return spread.median if spread else None


def _dates(results: Results) -> float | None:
    if results.dates is None:
        return None
    packaged, fresh = results.dates
    return Spread.of([old / new for old, new in zip(packaged.init, fresh.init, strict=True)]).median


def _intake_units(results: Results) -> float | None:
    count = results.counts.get("order_intake: new")
    return None if count is None else count.table
