"""`python -m local.stack up|down|status|run`."""

import argparse
import os
import sys
from collections.abc import Callable

from local.stack import lifecycle, signals
from local.stack.clients import bypass_proxies
from local.stack.console import complain, say
from local.stack.errors import Interrupted, StackError
from local.stack.first_merchant import ensure_first_merchant
from local.stack.paths import StateDir
from local.stack.run import run


def main(arguments: list[str] | None = None) -> int:
    """Do what was asked; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m local.stack", description=__doc__)
    parser.add_argument("command", choices=sorted(_COMMANDS))
    chosen: str = parser.parse_args(arguments).command
    signals.install()
    bypass_proxies()
    try:
        return _COMMANDS[chosen](StateDir.from_environment())
    except StackError as error:
        complain(str(error))
        return 1
    except Interrupted as interruption:
        complain("stopped")
        return interruption.exit_code
    except BrokenPipeError:
        # Whoever read our lines has gone; the interpreter must not fail over it once more at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _up(state: StateDir) -> int:
    with lifecycle.exclusive(state):
        description = lifecycle.up(state)
        ensure_first_merchant(state.description)
    say(f"up: {description.api_url} (addresses and keys: {state.description}); stop it with `make down`")
    return 0


def _down(state: StateDir) -> int:
    with lifecycle.exclusive(state), signals.ending():
        stopped = lifecycle.down(state)
    say(f"stopped the {' and the '.join(stopped)}" if stopped else "nothing was running")
    return 0


def _status(state: StateDir) -> int:
    whole, sentence = lifecycle.status(state)
    print(sentence)
    return 0 if whole else 1


_COMMANDS: dict[str, Callable[[StateDir], int]] = {"up": _up, "down": _down, "status": _status, "run": run}

if __name__ == "__main__":
    sys.exit(main())
