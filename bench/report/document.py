"""`docs/performance.md` from one run's results."""

from collections import Counter
from collections.abc import Sequence
from statistics import median

from bench.measuring import FunctionFigures, Series
from bench.report.budgets import Verdict
from bench.report.explanations import DATES, HOW, LATENCY, NOT_HERE
from bench.report.results import Results
from bench.report.tables import figure, table, times, within
from bench.spread import Spread, percentile


def document(results: Results, verdicts: Sequence[Verdict]) -> str:
    """The whole page."""
    lines = [
        "# Performance",
        "",
        *_head(results),
        "## Budgets",
        "",
        *_budgets(verdicts),
        NOT_HERE,
        *_functions(results),
        *_dates(results),
        *_wallet(results),
        *_latency(results),
        "## How it is measured",
        "",
        HOW,
    ]
    return "\n".join(lines).rstrip() + "\n"


def terminal(verdicts: Sequence[Verdict]) -> str:
    """The verdicts for a person who waits."""
    lines = []
    for each in verdicts:
        if each.met is not None:
            lines.append(f"{'met   ' if each.met else 'MISSED'}  {each.what}: {_measured(each)} ({_limit(each)})")
    return "\n".join(lines)


def _head(results: Results) -> list[str]:
    machine = results.machine
    return [
        f"Written by `make bench` on {machine.date}: {machine.cores} cores of {machine.processor}, "
        f"{machine.memory_gib} GiB, {machine.system}; functions on Python {machine.python}; commit {machine.commit}; "
        f"load {machine.load:.1f} at the start.",
        "",
        "![Init and CPU per request of every function against its bare twin](performance.svg)",
        "",
    ]


def _budgets(verdicts: Sequence[Verdict]) -> list[str]:
    said = {True: "met", False: "**missed**", None: "not measured"}
    return table(
        ("what", "measured", "budget", "stretch", "verdict"),
        [
            (
                each.what,
                f"**{_measured(each)}**",
                _limit(each),
                _sign(each) + _number(each.stretch) if each.stretch is not None else "",
                said[each.met] + (", stretch too" if each.stretched else ""),
            )
            for each in verdicts
        ],
    )


def _measured(each: Verdict) -> str:
    return "-" if each.measured is None else _number(each.measured) + each.unit


def _limit(each: Verdict) -> str:
    return _sign(each) + _number(each.budget)


def _sign(each: Verdict) -> str:
    return "≥ " if each.at_least else "≤ "


def _number(value: float) -> str:
    return f"{value:.0f}" if value == int(value) else f"{value:.2f}"


def _functions(results: Results) -> list[str]:
    if not results.functions:
        return []
    return [
        "## Every function against a bare one that makes the same calls",
        "",
        "Times what the bare twin costs, side by side in the same run; less than 1 is cheaper than bare `boto3`.",
        "",
        *table(
            ("function", "init", "init with first request", "CPU of a request"),
            [
                (
                    f"`{each.name}`",
                    times(each.ratio("init")),
                    times(each.ratio("until_first")),
                    times(each.ratio("warm_cpu")),
                )
                for each in results.functions
            ],
        ),
        "In figures (milliseconds, ours / bare), with what it calls and logs:",
        "",
        *table(
            ("function", "init", "init with first request", "CPU of a request", "gross CPU ratio", "log bytes"),
            [_figures(each) for each in results.functions],
        ),
        *_empty(results.functions),
        *table(
            ("function", "case", "calls of a warm request", "further calls of the first"),
            map(_calls, results.functions),
        ),
    ]


def _figures(each: FunctionFigures) -> tuple[str, ...]:
    def pair(what: str, digits: int) -> str:
        return " / ".join(f"{median(getattr(series, what)):.{digits}f}" for series in (each.ours, each.bare))

    gross = figure(each.gross("warm_cpu"))
    return (
        f"`{each.name}`",
        pair("init", 0),
        pair("until_first", 0),
        pair("warm_cpu", 2),
        gross,
        f"{each.log_bytes:.0f}",
    )


def _empty(functions: Sequence[FunctionFigures]) -> list[str]:
    init = median(value for each in functions for value in each.nothing.init)
    warm = median(value for each in functions for value in each.nothing.warm_cpu)
    return [f"The empty function: {init:.0f} ms of init, {warm:.2f} ms of CPU to a request.", ""]


def _calls(each: FunctionFigures) -> tuple[str, ...]:
    warm, first = Counter(each.warm_calls), Counter(each.first_calls)
    return (f"`{each.name}`", each.case.rstrip("."), _list(warm), _list(first - warm))


def _list(kinds: Counter[str]) -> str:
    return ", ".join(f"{count} {kind.rpartition('.')[2]}" for kind, count in kinds.items()) or "none"


def _dates(results: Results) -> list[str]:
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


def _wallet(results: Results) -> list[str]:
    if results.wallet is None:
        return []
    wallet = results.wallet
    return [
        "## One hot wallet",
        "",
        "Orders paid a second from one wallet by the product's own debit (`debit_orders`: one read, one transaction)",
        f"on the emulator: {wallet.orders} orders by one call against as many by one call each, in turn; the same",
        f"code, items and emulator. Ratio: {times(wallet.ratio)}.",
        "",
        *table(
            ("way", "orders a second"),
            [
                (f"{wallet.orders} to a transaction", within(Spread.of(wallet.together))),
                ("one to a transaction", within(Spread.of(wallet.one_by_one))),
            ],
        ),
    ]


def _latency(results: Results) -> list[str]:
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
