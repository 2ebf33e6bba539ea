"""Compute the ceilings, play the simulation, write ``docs/hot-keys.md`` and its chart."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from bench.hot_keys.ceilings import ceilings
from bench.hot_keys.chart import line_chart
from bench.hot_keys.report import document
from bench.hot_keys.simulation.outcome import Outcome, played
from bench.hot_keys.simulation.run import Plan
from bench.hot_keys.simulation.timing import Timing
from bench.hot_keys.use_cases import measured
from infra_cdk.functions import ROUTES

RATES: Final = (500, 1_000, 2_000, 2_500, 3_000, 4_000, 5_000)
BEYOND: Final = 8_000
DOCS: Final = Path(__file__).parents[2] / "docs"
INTAKE_RATE: Final = next(float(route.per_second) for route, _ in ROUTES if route.key == "POST /v1/orders")


def play(seconds: float, rates: Sequence[int], timing: Timing) -> list[Outcome]:
    """One run for each rate."""
    found = []
    for rate in rates:
        found.append(played(Plan(float(rate), seconds, INTAKE_RATE, timing=timing)))
        print(f"{rate} a second: {found[-1].taken:.0f} taken, {found[-1].paid:.0f} paid", flush=True)
    return found


def main() -> None:
    """A few minutes."""
    parser = argparse.ArgumentParser(prog="python -m bench.hot_keys", description=__doc__)
    parser.add_argument("--seconds", type=float, default=3.0, help="how long orders are sent in each run")
    parser.add_argument("--to", type=Path, default=DOCS, help="folder for the document")
    options = parser.parse_args()
    built = play(options.seconds, (*RATES, BEYOND), Timing())
    quick = play(options.seconds, RATES, Timing.quick())
    text = document(ceilings(measured()), built, quick)
    (options.to / "hot-keys.md").write_text(text, encoding="utf-8")
    series = {
        "taken": [(each.offered, each.taken) for each in built],
        "paid, as built": [(each.offered, each.paid) for each in built],
        "paid, limits alone": [(each.offered, each.paid) for each in quick],
    }
    chart = line_chart("Orders of one merchant", "offered a second", "a second, while orders are sent", series)
    (options.to / "hot-keys.svg").write_text(chart, encoding="utf-8")


if __name__ == "__main__":
    main()
