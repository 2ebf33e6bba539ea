"""What the document says of dates, of the hot wallet and of the way from intake to released."""

from collections.abc import Sequence
from statistics import median

from bench.measuring import Series
from bench.report.explanations import DATES, LATENCY, SIMULATION, WALLET
from bench.report.results import Results
from bench.report.tables import table, times, within
from bench.spread import Spread, percentile
from bench.stack.wallet import Round


def dates_section(results: Results) -> list[str]:
    """As packaged against freshly installed."""
    if results.dates is None:
        return []

    def row(name: str, series: Series) -> tuple[str, ...]:
        return name, within(Spread.of(series.init)), within(Spread.of(series.init_cpu))

    packaged, fresh = results.dates
    return [
        "## Files dated 1980",
        "",
        DATES,
        "",
        *table(("files", "wall clock", "CPU"), [row("as packaged, 1980", packaged), row("freshly installed", fresh)]),
    ]


def wallet_section(results: Results) -> list[str]:
    """Orders a second and whose CPU it took, both ways."""
    if results.wallet is None:
        return []
    wallet = results.wallet
    return [
        "## One hot wallet",
        "",
        WALLET.format(orders=wallet.orders),
        "",
        *table(
            ("way", "orders a second", "CPU of ours, ms", "CPU of the emulator, ms"),
            [
                _wallet_row(f"{wallet.orders} to a transaction", wallet.orders, wallet.together),
                _wallet_row("one to a transaction", wallet.orders, wallet.one_by_one),
                ("times", times(wallet.ratio), times(wallet.own_ratio), times(wallet.emulator_ratio)),
            ],
        ),
    ]


def _wallet_row(name: str, orders: int, rounds: Sequence[Round]) -> tuple[str, ...]:
    of_emulator = [1000 * each.emulator for each in rounds if each.emulator is not None]
    return (
        name,
        within(Spread.of([orders / each.clock for each in rounds])),
        within(Spread.of([1000 * each.ours for each in rounds])),
        within(Spread.of(of_emulator)) if of_emulator else "-",
    )


def latency_section(results: Results) -> list[str]:
    """Answers and releases, alone and in a burst."""
    if results.latency is None:
        return []
    found = results.latency

    def row(name: str, values: list[float]) -> tuple[str, ...]:
        return name, str(len(values)), f"{median(values):.0f}", f"{percentile(values, 90):.0f}", f"{max(values):.0f}"

    return [
        "## From intake to released",
        "",
        LATENCY,
        "",
        *table(
            ("what", "orders", "median", "90 of 100 within", "slowest"),
            [
                row("answer to an order that comes alone", found.single_answers),
                row("released, an order that comes alone", found.single),
                row("answer to an order of a burst", found.burst_answers),
                row("released, an order of a burst", found.burst),
            ],
        ),
    ]


def simulation_section(results: Results) -> list[str]:
    """Whose the CPU of a history is."""
    if results.simulation is None or not results.parts:
        return []
    whole = 1000 / results.simulation.pace
    rows = [(part, f"{100 * share:.1f}", f"{whole * share:.2f}") for part, share in results.parts.items()]
    rows.append(("all", "100", f"{whole:.2f}"))
    return ["## A simulated history", "", SIMULATION, "", *table(("part", "of its CPU, %", "ms"), rows)]
