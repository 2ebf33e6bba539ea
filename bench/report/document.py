"""`docs/performance.md` from one run's results."""

from collections.abc import Sequence

from bench.report.budgets import Verdict
from bench.report.explanations import HOW, NOT_HERE
from bench.report.function_sections import counts_section, functions_section
from bench.report.other_sections import dates_section, latency_section, simulation_section, wallet_section
from bench.report.results import Results
from bench.report.tables import table


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
        *functions_section(results),
        *counts_section(results),
        *dates_section(results),
        *wallet_section(results),
        *latency_section(results),
        *simulation_section(results),
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
            said = "MISSED" if each.missed else "limit " if each.is_at_limit else "met   "
            lines.append(f"{said}  {each.what}: {_measured(each)} ({_limit(each)})")
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
    return table(
        ("what", "measured", "budget", "stretch", "verdict"),
        [
            (
                each.what,
                f"**{_measured(each)}**",
                _limit(each),
                _sign(each) + _number(each.stretch) if each.stretch is not None else "",
                _said(each),
            )
            for each in verdicts
        ],
    )


def _said(each: Verdict) -> str:
    if each.is_at_limit:
        return f"at the limit of what measures it, {_number(each.of_tool or 0.0)}"
    said = {True: "met", False: "**missed**", None: "not measured"}
    return said[each.met] + (", stretch too" if each.stretched else "")


def _measured(each: Verdict) -> str:
    return "-" if each.measured is None else _number(each.measured) + each.unit


def _limit(each: Verdict) -> str:
    return _sign(each) + _number(each.budget)


def _sign(each: Verdict) -> str:
    return "≥ " if each.at_least else "≤ "


def _number(value: float) -> str:
    return f"{value:.0f}" if value == int(value) else f"{value:.2f}"
