"""Results as a run has them, without a run."""

from bench.counts import Count
from bench.machine import Machine
from bench.measuring import FunctionFigures, Series
from bench.probing import InitCounts
from bench.report.results import Results
from bench.simulation_pace import SimulationFigures
from bench.stack.latency import LatencyFigures
from bench.stack.wallet import Round, WalletFigures

MACHINE = Machine("2026-11-22 10:00 UTC", "a processor", 2, 24, "Linux x86_64", "3.13", "abc1234", 0.1)


def series(value: float) -> Series:
    return Series(*([value] * 3 for _ in range(5)))


def function(
    name: str = "order_intake", ours: float = 20, *, calls: tuple[str, ...] = ("D.PutItem",)
) -> FunctionFigures:
    return FunctionFigures(
        name, "A case.", series(ours), series(30), series(10), (*calls, "s.Get") if calls else (), calls, 300
    )


def wallet(together: float, *, ours: float = 0.01, emulator: float | None = 0.08) -> WalletFigures:
    """One by one: 0.75 seconds, 0.12 of ours and 0.6 of the emulator's."""
    one = Round(0.75, 0.12, 0.6)
    return WalletFigures(97, [Round(together, ours, emulator)] * 3, [one] * 3)


def results() -> Results:
    debit = function("auto_debit", calls=("D.GetItem", "D.TransactWriteItems"))
    return Results(
        MACHINE,
        functions=[function(), debit, function("check_health", calls=())],
        probes={"order_intake": InitCounts(300, 200, 50)},
        dates=(series(105), series(100)),
        wallet=wallet(0.1),
        latency=LatencyFigures([100, 110], [500, 600], [20, 21], [30, 31]),
        simulation=SimulationFigures(600, 120, 20),
        parts={"the product": 0.6, "the rest": 0.4},
        counts={"order_intake: new": Count(("PutItem",), table=1, index=1, log=300)},
        dollars=4.5,
    )
