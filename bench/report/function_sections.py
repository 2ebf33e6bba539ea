"""What the document says of each function and of each use case."""

from collections import Counter
from collections.abc import Sequence
from statistics import median

from bench.measuring import FunctionFigures
from bench.report.explanations import COUNTS
from bench.report.results import Results
from bench.report.tables import figure, table, times


def functions_section(results: Results) -> list[str]:
    """Ratios first, then figures, then what each function was seen to call."""
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
            texts=4,
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


def counts_section(results: Results) -> list[str]:
    """The table of counts as it stands."""
    if not results.counts:
        return []
    return [
        "## Calls, units and log bytes of every use case",
        "",
        COUNTS,
        "",
        *table(
            ("use case", "calls", "write units: table", "indexes", "read units", "log bytes"),
            [
                (
                    name,
                    ", ".join(each.calls) or "none",
                    f"{each.table}",
                    f"{each.index}",
                    f"{each.read:g}",
                    f"{each.log}",
                )
                for name, each in results.counts.items()
            ],
            texts=2,
        ),
    ]
