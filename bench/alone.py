"""One bench at a time in a work tree: two would share folders, and both measure each other."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.paths import WORK


@contextmanager
def alone(folder: Path = WORK) -> Iterator[None]:
    """Raises ``SystemExit`` when another bench is at work."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "bench.lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise SystemExit("another bench is at work in this work tree; wait for it") from error
        yield
