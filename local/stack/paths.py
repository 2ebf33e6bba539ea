"""Where a local stack keeps its things: one state folder per stack, one emulator environment for all."""

import os
from dataclasses import dataclass
from pathlib import Path

REPO = Path(__file__).resolve().parents[2]
EMULATOR_PYTHON = REPO / ".local" / "emulator-venv" / "bin" / "python"


@dataclass(frozen=True)
class StateDir:
    """One stack's folder: two stacks with two folders never meet."""

    root: Path

    @classmethod
    def from_environment(cls) -> "StateDir":
        """Take ORDERPAY_STATE_DIR, or `.local` of this work tree."""
        return cls(Path(os.environ.get("ORDERPAY_STATE_DIR") or REPO / ".local").resolve())

    @property
    def description(self) -> Path:
        """What other programs read while the stack is up."""
        return self.root / "stack.json"

    @property
    def processes(self) -> Path:
        """Which processes belong to this stack."""
        return self.root / "processes.json"

    @property
    def ports(self) -> Path:
        """The ports of the last start, taken again if free, so that the synthesized app stays the same."""
        return self.root / "ports.json"

    @property
    def layers(self) -> Path:
        """The layers that are deployed; they point at the dependencies."""
        return self.root / "pointers"

    @property
    def packages(self) -> Path:
        """The zips that are deployed."""
        return self.root / "packages" / "stack"

    @property
    def assembly(self) -> Path:
        """The synthesized CDK app."""
        return self.root / "cdk.out"

    @property
    def scratch(self) -> Path:
        """The emulator's own TMPDIR."""
        return self.root / "tmp"

    @property
    def lock(self) -> Path:
        """Held while one command changes this stack."""
        return self.root / "stack.lock"

    def log(self, name: str) -> Path:
        """The log file of one process."""
        return self.root / f"{name}.log"

    def prepare(self) -> None:
        """Make the folders that the processes expect."""
        self.scratch.mkdir(parents=True, exist_ok=True)
