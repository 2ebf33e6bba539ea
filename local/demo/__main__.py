"""`python -m local.demo [orders.jsonl]`: play a day of orders on the stack that is up."""

import argparse
import sys
from pathlib import Path

from local.demo.play import SAMPLE, play_file
from local.stack.console import complain
from local.stack.errors import StackError
from local.stack.paths import StateDir


def main() -> int:
    """Play; return 0 when the books balance."""
    parser = argparse.ArgumentParser(prog="python -m local.demo", description=__doc__)
    parser.add_argument("orders", nargs="?", type=Path, default=SAMPLE)
    try:
        return 0 if play_file(StateDir.from_environment().description, parser.parse_args().orders) else 1
    except StackError as error:
        complain(str(error))
        return 1


if __name__ == "__main__":
    sys.exit(main())
