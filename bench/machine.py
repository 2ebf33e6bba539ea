"""Where and when something was measured."""

import os
import platform
import re
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from infra_cdk.paths import REPOSITORY


@dataclass(frozen=True)
class Machine:
    """For the head of the document."""

    date: str
    processor: str
    cores: int
    memory_gib: int
    system: str
    python: str
    commit: str
    load: float


def this_machine(python: str) -> Machine:
    """Now, here; ``python`` is the version that functions were measured with."""
    return Machine(
        date=datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        processor=_processor(),
        cores=os.cpu_count() or 1,
        memory_gib=round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        system=f"{platform.system()} {platform.machine()}",
        python=python,
        commit=_commit(),
        load=os.getloadavg()[0],
    )


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    found = re.search(r"^model name\s*:\s*(.+)$", info.read_text(), re.MULTILINE) if info.exists() else None
    return found[1] if found else platform.processor() or "unknown processor"


def _commit() -> str:
    head = _git("rev-parse", "--short", "HEAD")
    return f"{head} with changes" if _git("status", "--porcelain", "--", "shared", "functions", "infra_cdk") else head


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=REPOSITORY, capture_output=True, text=True, check=False)
    return done.stdout.strip() or ("" if done.returncode == 0 else "unknown")
