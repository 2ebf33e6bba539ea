"""What one invocation of each use case calls, writes, reads, sends and logs: the table `counts.json` beside this file.

Tests measure it anew and hold it against the table (tests/functional/handlers/test_counts.py, where one command
rewrites it); the cost model reads it.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path
from typing import Final

COUNTS: Final = Path(__file__).with_name("counts.json")


@dataclass(frozen=True, slots=True)
class Count:
    """One invocation, warm: secrets and connections are there.

    ``calls`` in order, repeats together (``4 x Query``); ``table``, ``index`` and ``read`` are request units;
    ``requests`` to queues as SQS bills them (64 KB each) with ``messages`` in them; ``events`` on the bus as
    EventBridge bills them (64 KB each); ``log`` bytes of our own lines, in steps of 50.
    """

    calls: tuple[str, ...]
    table: int = 0
    index: int = 0
    read: float = 0.0
    requests: int = 0
    messages: int = 0
    events: int = 0
    log: int = 0

    @property
    def write(self) -> int:
        """Write units of the table and its indexes."""
        return self.table + self.index


def merged(names: Iterable[str]) -> tuple[str, ...]:
    """Names in order, neighbours that are the same as one."""
    runs = [(name, len(list(run))) for name, run in groupby(names)]
    return tuple(name if times == 1 else f"{times} x {name}" for name, times in runs)


def load() -> dict[str, Count]:
    """The table as it stands."""
    rows = json.loads(COUNTS.read_text(encoding="utf-8"))
    return {name: Count(**{**row, "calls": tuple(row["calls"])}) for name, row in rows.items()}


def save(counts: Mapping[str, Count]) -> None:
    """Rewrite the table, one line to a use case, without what is nothing."""
    COUNTS.write_text(as_text(counts), encoding="utf-8")


def as_text(counts: Mapping[str, Count]) -> str:
    """The table as the file holds it."""
    rows = [f"{json.dumps(name)}: {json.dumps(_row(counts[name]))}" for name in sorted(counts)]
    return "{\n" + ",\n".join(rows) + "\n}\n"


def _row(count: Count) -> dict[str, object]:
    return {name: value for name, value in asdict(count).items() if value or name == "calls"}
