"""Where the CPU of a simulated history goes: a clock of CPU time stops it, and what of ours runs then is counted."""

import json
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from types import FrameType
from typing import Final

from infra_cdk.paths import REPOSITORY
from tests.simulation.history import generate
from tests.simulation.play import play
from tests.support.simulation.install import installed

_EVERY_SECONDS: Final = 0.001
_WARM: Final = 50
"""Histories that come before any is looked at."""
PARTS: Final[Mapping[str, str]] = {
    "functions/": "product: handlers and edges",
    "shared/runtime/": "product: handlers and edges",
    "shared/payments/": "product: payments",
    "shared/orders/": "product: orders, wallets, links, merchants",
    "shared/wallets/": "product: orders, wallets, links, merchants",
    "shared/links/": "product: orders, wallets, links, merchants",
    "shared/merchants/": "product: orders, wallets, links, merchants",
    "shared/table/": "product: table, provider's gateway, events",
    "shared/stripe_gateway/": "product: table, provider's gateway, events",
    "shared/events/": "product: table, provider's gateway, events",
    "shared/": "product: times, ids, canonical texts, fields",
    "local/": "the provider's simulator",
    "tests/support/simulation/tasks.py": "invocations that pause: whole ones, in threads of their own",
    "tests/support/simulation/": "stand-ins of table, stream, queues, bus, clock",
    "tests/simulation/invariants/": "rules checked",
    "tests/simulation/history.py": "histories drawn",
    "tests/simulation/": "what people and time do, and the end of a history",
}
"""By folder or file, the first that fits; what is called of libraries counts for the caller.

The clock is read by the main thread, which waits in ``tasks`` while an invocation runs in a thread of its own.
"""
_BESIDE: Final = "beside all of these"


def measure_parts(histories: int) -> dict[str, float]:
    """Each part's share of the CPU time, the largest first; played in a process of their own."""
    command = [sys.executable, "-m", "bench.simulation_parts", str(histories)]
    done = subprocess.run(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True, check=True)
    return shares(Counter(json.loads(done.stdout)))


def shares(counted: Counter[str]) -> dict[str, float]:
    """Of files how often each was met, of parts what share of all that is."""
    parts: Counter[str] = Counter()
    for file, times in counted.items():
        parts[part_of(file)] += times
    return {part: times / parts.total() for part, times in parts.most_common()}


def part_of(file: str) -> str:
    """The part to which a file of the repository belongs."""
    return next((part for start, part in PARTS.items() if file.startswith(start)), _BESIDE)


def _own_file(frame: FrameType | None) -> str:
    """The innermost file of ours that is being run, below the repository."""
    root = f"{REPOSITORY}/"
    while frame is not None:
        name = frame.f_code.co_filename
        if name.startswith(root) and name.removeprefix(root).startswith(tuple(PARTS)):
            return name.removeprefix(root)
        frame = frame.f_back
    return ""


def _play(histories: int) -> Counter[str]:
    counted: Counter[str] = Counter()

    def look(_: int, frame: FrameType | None) -> None:
        counted[_own_file(frame)] += 1

    with installed() as board:
        for seed in range(_WARM):
            play(board, generate(seed))
        signal.signal(signal.SIGPROF, look)
        signal.setitimer(signal.ITIMER_PROF, _EVERY_SECONDS, _EVERY_SECONDS)
        for seed in range(_WARM, _WARM + histories):
            play(board, generate(seed))
        signal.setitimer(signal.ITIMER_PROF, 0)
    return counted


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_play(int(sys.argv[1]))))
