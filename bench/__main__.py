"""`make bench`: measure everything against its budget, write docs/performance.md; ends with 1 for a missed budget."""

import argparse
import sys
from collections.abc import Sequence
from time import monotonic

from bench.alone import alone
from bench.cases.stage import Stage, set_up
from bench.cases.table import CASES
from bench.costs.choices import budgeted
from bench.costs.model import Design
from bench.counts import load
from bench.environments import Environments, prepare
from bench.machine import this_machine
from bench.measuring import Effort, measure_dates, measure_functions
from bench.packages import Packages, unpack
from bench.paths import CHART, DOCUMENT
from bench.probing import count_init
from bench.report.budgets import INTAKE, verdicts
from bench.report.chart import chart
from bench.report.document import document, terminal
from bench.report.results import Results
from bench.simulation_pace import measure_simulation
from bench.simulation_parts import measure_parts
from bench.stack.latency import measure_latency
from bench.stack.running import emulator_process, running_stack
from bench.stack.wallet import measure_wallet

PARTS = ("functions", "dates", "wallet", "latency", "simulation")
_BEGAN = monotonic()


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what was asked for; the document is written when everything was."""
    options = _options(arguments)
    with alone():
        return _run(options)


def _run(options: argparse.Namespace) -> int:
    environments = prepare()
    _say(f"functions run on Python {environments.version}")
    if not environments.is_deployed:
        _say("that is not the deployed version: no Python 3.13 was found (BENCH_PYTHON=/path/to/python3.13 names one)")
    results = Results(this_machine(environments.version), counts=load(), dollars=budgeted(Design()))
    if {"functions", "dates"} & set(options.only):
        _measure_functions(results, environments, options)
    if {"wallet", "latency"} & set(options.only):
        _measure_stack(results, options)
    if "simulation" in options.only:
        _say("the simulation")
        histories = max(100, round(600 * options.effort))
        results.simulation, results.parts = measure_simulation(histories), measure_parts(histories)
    found = verdicts(results)
    if set(options.only) == set(PARTS) and not options.functions:
        DOCUMENT.write_text(document(results, found), encoding="utf-8")
        CHART.write_text(chart(results.functions, _caption(results)), encoding="utf-8")
        _say(f"written: {DOCUMENT.name}, {CHART.name}")
    else:
        print(document(results, found))
    print(terminal(found))
    return 1 if any(each.missed for each in found) else 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    def parts(text: str) -> list[str]:
        return text.split(",")

    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--only", type=parts, default=list(PARTS), help=f"of {','.join(PARTS)}: only these")
    parser.add_argument("--functions", type=parts, default=[], help="only these functions")
    parser.add_argument("--effort", type=float, default=1.0, help="measure so many times as often (default: 1)")
    options = parser.parse_args(arguments)
    if unknown := [*(set(options.only) - set(PARTS)), *(set(options.functions) - CASES.keys())]:
        parser.error(f"unknown: {', '.join(unknown)}")
    return options


def _measure_functions(results: Results, environments: Environments, options: argparse.Namespace) -> None:
    packages = unpack(environments)
    effort = Effort().times(options.effort)
    with set_up() as stage:
        if "functions" in options.only:
            names = options.functions or list(CASES)
            results.functions += measure_functions(stage, packages, environments, names, effort, _say)
        if "dates" in options.only:
            _measure_intake(results, stage, packages, environments, effort)


def _measure_intake(
    results: Results, stage: Stage, packages: Packages, environments: Environments, effort: Effort
) -> None:
    _say("files dated 1980 against fresh ones")
    results.dates = measure_dates(stage, packages, environments, 2 * effort.rounds_of_hot)
    program = packages.packaged(INTAKE).program(environments, INTAKE, stage.environment)
    results.probes[INTAKE] = count_init(program)


def _measure_stack(results: Results, options: argparse.Namespace) -> None:
    _say("the local stack")
    with running_stack() as stack:
        if "wallet" in options.only:
            rounds = max(3, round(7 * options.effort))
            results.wallet = measure_wallet(stack.description.emulator_url, emulator_process(), rounds)
        if "latency" in options.only:
            results.latency = measure_latency(stack, max(4, round(20 * options.effort)), 200)


def _caption(results: Results) -> str:
    machine = results.machine
    return (
        f"Net of an empty function; dot: median, bar: quartiles. {machine.date[:10]}, {machine.cores} cores of "
        f"{machine.processor}, Python {machine.python}"
    )


def _say(text: str) -> None:
    print(f"[{monotonic() - _BEGAN:6.1f}s] bench: {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
