"""Which Python a folder is built for, and which Python can compile for it."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from uv import find_uv_bin

THIS_VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"
"""Of the Python that runs this."""

_ASK_VERSION = "import sys; print('.'.join(map(str, sys.version_info[:2])))"


@dataclass(frozen=True)
class BuildTarget:
    """A Python of Lambda (`platform` and `version`), or one of this machine (`interpreter`)."""

    version: str
    platform: str | None = None
    interpreter: Path | None = None

    @property
    def label(self) -> str:
        """What the build is for, in words that go into its stamp."""
        return f"{self.version} {self.platform or 'this machine'}"


def lambda_target(platform: str, version: str, interpreter: Path | None = None) -> BuildTarget:
    """Lambda's own Python, with an interpreter of the same version to compile with if this machine has one."""
    if interpreter is not None and _version(interpreter) != version:
        raise SystemExit(f"{interpreter} is Python {_version(interpreter)}: what it compiles, {version} never reads")
    return BuildTarget(version, platform, interpreter or _find(version))


def local_target(interpreter: Path | None) -> BuildTarget:
    """A Python of this machine: the given one, or the one that runs this."""
    chosen = interpreter or Path(sys.executable)
    return BuildTarget(_version(chosen), None, chosen)


def uv(*arguments: str) -> str:
    """Run uv of this environment; it trusts the system's certificates and downloads no interpreter."""
    return run([find_uv_bin(), *arguments])


def run(command: list[str]) -> str:
    """Run a program and return what it says; what it complains of goes straight to the person who waits."""
    environment = {**os.environ, "UV_SYSTEM_CERTS": "1", "UV_PYTHON_DOWNLOADS": "never"}
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603
    return done.stdout


def _version(interpreter: Path) -> str:
    return run([str(interpreter), "-c", _ASK_VERSION]).strip()


def _find(version: str) -> Path | None:
    """An interpreter of exactly this version; compiled files of another would never be read."""
    if version == THIS_VERSION:
        return Path(sys.executable)
    command = [find_uv_bin(), "python", "find", "--no-project", "--no-python-downloads", version]
    # Where pyenv keeps the interpreters, its command answers only for a version that is chosen.
    environment = {**os.environ, "PYENV_VERSION": version}
    found = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    return Path(found.stdout.strip()) if found.returncode == 0 else None
