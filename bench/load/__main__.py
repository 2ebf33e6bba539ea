"""`python -m bench.load`: drive a mixed day, report, and check the books; 1 when they are not exact."""

import argparse
import sys
from pathlib import Path

from bench.load.plan import BadBounds, Bounds
from bench.load.report import charts, document
from bench.load.run import run
from bench.load.running import Unquiet, any_stack
from bench.machine import this_machine
from bench.paths import WORK
from infra_cdk.paths import REPOSITORY
from local.stack import signals
from local.stack.console import complain, say
from local.stack.errors import Interrupted, StackError


def main(arguments: list[str] | None = None) -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench.load", description=__doc__)
    parser.add_argument("--orders", type=int, default=2_000)
    parser.add_argument("--seconds", type=int, default=3_600, help="place orders for so long at most")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--write", action="store_true", help="put the figures of this machine into docs/load.md")
    asked = parser.parse_args(arguments)
    signals.install()
    try:
        bounds = Bounds(asked.orders, asked.seconds, asked.processes)
        with any_stack() as (stack, _):
            outcome = run(stack, bounds)
    except (BadBounds, StackError, Unquiet) as error:
        complain(str(error))
        return 1
    except Interrupted as interruption:
        return interruption.exit_code
    python = ".".join(map(str, sys.version_info[:3]))
    report = document(outcome, this_machine(python))
    folder = REPOSITORY / "docs" if asked.write else WORK / "load"
    _write(folder, {"load.md": report, **charts(outcome)})
    print(report)
    say(f"written to {folder.relative_to(REPOSITORY)}")
    return 1 if outcome.verdict.faults else 0


def _write(folder: Path, files: dict[str, str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
