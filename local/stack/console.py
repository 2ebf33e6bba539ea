"""Progress for people: plain lines with the seconds since the start."""

import sys
import time

_STARTED = time.monotonic()


def say(text: str) -> None:
    """Print one line of progress."""
    print(f"[{time.monotonic() - _STARTED:6.1f}s] {text}", flush=True)


def complain(text: str) -> None:
    """Print what went wrong where errors belong."""
    print(f"orderpay: {text}", file=sys.stderr, flush=True)
