"""Play histories: `python -m tests.simulation [--seed N | --history FILE | --seeds COUNT | --bugs COUNT]`."""

import argparse
import sys
import time
from pathlib import Path

from tests.simulation.bugs import hunt
from tests.simulation.history import History, generate, read_history
from tests.simulation.mutations import MUTATIONS
from tests.simulation.play import play
from tests.simulation.report import Report
from tests.simulation.shrink import shrink
from tests.support.simulation.install import Switchboard, installed


def main() -> int:
    """0 when every rule held (or, with ``--bugs``, when every seeded bug was caught)."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation")
    parser.add_argument("--seed", type=int, help="play this one and, if it fails, shrink it")
    parser.add_argument("--history", type=Path, help="play the steps in this file")
    parser.add_argument("--seeds", type=int, default=1000, help="how many to play")
    parser.add_argument("--from", dest="first", type=int, default=0, help="the first seed")
    parser.add_argument("--bugs", type=int, metavar="COUNT", help="look for each seeded bug in that many histories")
    wanted = parser.parse_args()
    with installed() as board:
        if wanted.bugs is not None:
            return _bugs(board, wanted.bugs)
        if wanted.history is not None:
            return _one(board, read_history(wanted.history.read_text(encoding="utf-8")))
        if wanted.seed is not None:
            return _one(board, generate(wanted.seed))
        return _many(board, wanted.first, wanted.seeds)


def _one(board: Switchboard, history: History) -> int:
    outcome = play(board, history)
    if outcome.problem is None:
        _say(f"seed {history.seed}: {len(history.steps)} steps, every rule held")
        return 0
    small = shrink(history, lambda each: play(board, each))
    _say(f"seed {history.seed}: {outcome.problem}\nthe smallest history found that breaks {outcome.rule}:")
    _say(small.text())
    _say(f"which says: {play(board, small).problem}")
    return 1


def _many(board: Switchboard, first: int, count: int) -> int:
    report, started = Report(), time.process_time()
    for seed in range(first, first + count):
        history = generate(seed)
        report.add(history, play(board, history))
    _say(report.text(time.process_time() - started))
    for rule, history in report.failed.items():
        _say(f"\n{report.problems[rule]}\n  python -m tests.simulation --seed {history.seed}")
    return 1 if report.failed else 0


def _bugs(board: Switchboard, budget: int) -> int:
    missed = 0
    for name, mistake in MUTATIONS.items():
        started = time.process_time()
        caught = hunt(board, mistake, range(budget))
        missed += caught is None
        told = f"after {caught.seed + 1:4} histories: {caught.problem}" if caught else "MISSED"
        _say(f"{time.process_time() - started:6.2f} s  {name:36} {told}")
    _say(f"{len(MUTATIONS) - missed} of {len(MUTATIONS)} seeded bugs caught")
    return 1 if missed else 0


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
