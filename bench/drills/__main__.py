"""`python -m bench.drills`: play the drills, print figures; 1 when anything was lost, doubled or out of balance."""

import argparse
import sys
import time
from typing import Final

from bench.drills.dead_letters import dead_letters
from bench.drills.drill import Drill, Scene
from bench.drills.floods import flood, replay
from bench.drills.killed_workers import killed_workers
from bench.drills.report import document
from bench.drills.silent_provider import silent_provider
from bench.load.production import watching
from bench.load.running import Unquiet, any_stack
from bench.machine import this_machine
from infra_cdk.paths import REPOSITORY
from local.stack import signals
from local.stack.console import complain, say
from local.stack.errors import Interrupted, StackError
from local.stack.paths import StateDir
from tests.support.local_stack import LocalStack

DRILLS: Final[dict[str, Drill]] = {
    "killed-workers": killed_workers,
    "silent-provider": silent_provider,
    "flood": flood,
    "dead-letters": dead_letters,
    "replay": replay,
}


def main(arguments: list[str] | None = None) -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench.drills", description=__doc__)
    parser.add_argument("--only", choices=sorted(DRILLS), action="append")
    parser.add_argument("--write", action="store_true", help="put the figures of this machine into docs/drills.md")
    asked = parser.parse_args(arguments)
    signals.install()
    chosen = [name for name in DRILLS if not asked.only or name in asked.only]
    try:
        with any_stack() as (stack, state):
            results = {name: play(stack, state, name) for name in chosen}
    except (StackError, Unquiet, AssertionError) as error:
        complain(f"{type(error).__name__}: {error}")
        return 1
    except Interrupted as interruption:
        return interruption.exit_code
    python = ".".join(map(str, sys.version_info[:3]))
    report = document(results, this_machine(python))
    print(report)
    if asked.write:
        (REPOSITORY / "docs" / "drills.md").write_text(report, encoding="utf-8")
    return 1 if any(faults for _, faults in results.values()) else 0


def play(stack: LocalStack, state: StateDir, name: str) -> tuple[dict[str, float], list[str]]:
    """One drill, with whatever trouble it asked for taken back; its figures and faults."""
    say(f"drill {name}")
    began = time.monotonic()
    with stack.queues.impatient(), watching(stack, began) as watch:
        scene = Scene(stack, state, watch)
        try:
            verdict = DRILLS[name](scene)
        finally:
            stack.stripe.clear_faults()
    scene.set(seconds=round(time.monotonic() - began, 1))
    say(f"drill {name}: {scene.figures}; faults: {verdict.faults or 'none'}")
    return scene.figures, verdict.faults


if __name__ == "__main__":
    sys.exit(main())
