"""The environments that are measured in: Lambda's own Python with its runtime client, and bare SDKs beside it."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.paths import REQUIREMENTS, WORK
from infra_cdk.packaging.interpreters import uv
from infra_cdk.packaging.once import build_once, fingerprint

DEPLOYED: Final = "3.13"
_ASK: Final = "import sys; print('.'.join(map(str, sys.version_info[:2])))"


@dataclass(frozen=True)
class Environments:
    """``base`` is the interpreter itself, ``python`` the same one with the runtime client, ``clients`` a folder."""

    base: Path
    python: Path
    clients: Path
    version: str

    @property
    def is_deployed(self) -> bool:
        """Whether it is the version that is deployed."""
        return self.version == DEPLOYED


def prepare() -> Environments:
    """Make or refresh what is needed from the hashed lock files."""
    base = find_python()
    version = _version(base) or ""
    python = WORK / f"runtime-{version}" / "bin" / "python"
    clients = WORK / f"clients-{version}"
    _build(python.parents[1], base, "bench-runtime.txt", _make_runtime)
    _build(clients, base, "bench-clients.txt", _install_clients)
    return Environments(base, python, clients, version)


def _build(target: Path, base: Path, lock: str, make: Callable[[Path, Path, Path], None]) -> None:
    path = REQUIREMENTS / lock
    build_once(target, fingerprint([str(base)], [path, Path(__file__)]), lambda folder: make(folder, base, path))


def _make_runtime(folder: Path, base: Path, lock: Path) -> None:
    uv("venv", "--quiet", "--allow-existing", "--relocatable", "--python", str(base), str(folder))
    _pip(["--python", str(folder / "bin" / "python")], lock)


def _install_clients(folder: Path, base: Path, lock: Path) -> None:
    _pip(["--target", str(folder), "--python", str(base)], lock)


def _pip(where: list[str], lock: Path) -> None:
    options = [
        "--quiet",
        "--no-config",
        "--no-deps",
        "--require-hashes",
        "--only-binary",
        ":all:",
        "--compile-bytecode",
    ]
    uv("pip", "install", *where, *options, "--requirements", str(lock))


def find_python() -> Path:
    """The deployed Python if this machine has one, else the running one (its base, not its environment)."""
    return next((path for path in _candidates() if _version(path) == DEPLOYED), Path(sys.executable).resolve())


def _candidates() -> Iterator[Path]:
    named = os.environ.get("BENCH_PYTHON")
    if named:
        yield Path(named)
    for folder in os.get_exec_path():
        yield Path(folder) / f"python{DEPLOYED}"
    kept = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    yield from (folder / "bin" / f"python{DEPLOYED}" for folder in sorted(kept.glob(f"{DEPLOYED}*"), reverse=True))
    managed = Path.home() / ".local" / "share" / "uv" / "python"
    yield from (folder / "bin" / f"python{DEPLOYED}" for folder in sorted(managed.glob(f"cpython-{DEPLOYED}*")))


def _version(python: Path) -> str | None:
    """Its version; None where it is none, or a shim that leads nowhere."""
    if not python.exists():
        return None
    asked = subprocess.run([str(python), "-c", _ASK], capture_output=True, text=True, check=False)
    return asked.stdout.strip() if asked.returncode == 0 else None
