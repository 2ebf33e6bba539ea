"""Make the project's environments with nothing but Python and a package registry; imports the standard library only.

`.venv` (development) and `.local/emulator-venv` (the AWS emulator, which pins botocore) come from the hashed lock
files under `requirements/`. A second call finds its stamps and does nothing.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

REPO = Path(__file__).resolve().parents[1]
DEVELOPMENT = REPO / ".venv"
EMULATOR = REPO / ".local" / "emulator-venv"
REQUIREMENTS = REPO / "requirements"
STAMP = "orderpay.stamp"


class BootstrapError(Exception):
    """The environments cannot be made; the message says why."""


def main() -> int:
    """Make or refresh both environments."""
    if sys.version_info < (3, 11):  # noqa: UP036 - runs before anything is installed, on whatever Python there is
        return _fail(f"needs Python 3.11 or newer; this is {sys.version.split()[0]}")
    try:
        _ensure_development()
        _ensure_emulator()
    except BootstrapError as error:
        return _fail(str(error))
    except subprocess.CalledProcessError as error:
        return _fail(f"this step failed: {' '.join(map(str, error.cmd))}")
    return 0


def _ensure_development() -> None:
    lock = REQUIREMENTS / "dev.txt"
    if _is_current(DEVELOPMENT, lock):
        return
    _say("installing the development environment into .venv")
    if not _works(DEVELOPMENT):
        _make_environment(DEVELOPMENT)
    uv = DEVELOPMENT / "bin" / "uv"
    if not uv.exists():
        _install_uv(lock)
    _sync(uv, DEVELOPMENT, lock)


def _ensure_emulator() -> None:
    ensure(EMULATOR, REQUIREMENTS / "emulator.txt", "the emulator's environment")


def ensure(environment: Path, lock: Path, what: str) -> None:
    """Make or refresh an environment beside the one for development, from a hashed lock file."""
    if _is_current(environment, lock):
        return
    _say(f"installing {what} into {environment.relative_to(REPO)}")
    uv = DEVELOPMENT / "bin" / "uv"
    if not _works(environment):
        shutil.rmtree(environment, ignore_errors=True)
        _run([uv, "venv", "--quiet", "--python", sys.executable, environment])
    _sync(uv, environment, lock)


def _make_environment(folder: Path) -> None:
    """Make an environment that has pip or, where Python came without it, one that a uv on the machine makes."""
    shutil.rmtree(folder, ignore_errors=True)
    made = subprocess.run([sys.executable, "-m", "venv", folder], capture_output=True, text=True)
    if made.returncode == 0:
        return
    uv = shutil.which("uv")
    if uv is None:
        raise BootstrapError(
            f"`{sys.executable} -m venv` does not work (on Debian and Ubuntu: install python3-venv), "
            f"and there is no uv either:\n{made.stdout}{made.stderr}"
        )
    shutil.rmtree(folder, ignore_errors=True)
    _run([uv, "venv", "--quiet", "--seed", "--python", sys.executable, folder])


def _install_uv(lock: Path) -> None:
    """Install the pinned uv, checked against the lock file's hashes."""
    only_uv = DEVELOPMENT / "uv.txt"
    only_uv.write_text(pinned("uv", lock.read_text()))
    python = DEVELOPMENT / "bin" / "python"
    _run([python, "-m", "pip", "install", "--quiet", "--require-hashes", "--no-deps", "-r", only_uv])


def pinned(name: str, text: str) -> str:
    """Return one package's lines of a lock file."""
    lines = text.splitlines()
    first = next((i for i, line in enumerate(lines) if line.startswith(f"{name}==")), None)
    if first is None:
        raise BootstrapError(f"requirements/dev.txt does not pin {name}")
    last = first
    while lines[last].endswith("\\"):
        last += 1
    return "\n".join(lines[first : last + 1]) + "\n"


def _sync(uv: Path, environment: Path, lock: Path) -> None:
    _run([uv, "pip", "sync", "--quiet", "--require-hashes", "--python", environment / "bin" / "python", lock])
    (environment / STAMP).write_text(_fingerprint(lock))


def _is_current(environment: Path, lock: Path) -> bool:
    stamp = environment / STAMP
    return stamp.exists() and stamp.read_text() == _fingerprint(lock) and _works(environment)


def _works(environment: Path) -> bool:
    """Whether the environment's Python starts and is new enough: its base may have been removed since."""
    python = environment / "bin" / "python"
    check = "import sys; sys.exit(sys.version_info < (3, 11))"
    return python.exists() and subprocess.run([python, "-c", check], capture_output=True).returncode == 0


def _fingerprint(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def _run(command: Sequence[str | Path]) -> None:
    # The machine's own certificates, as pip and curl use them, not only those that uv brings along.
    subprocess.run(
        command, check=True, env={**os.environ, "UV_SYSTEM_CERTS": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    )


def _say(text: str) -> None:
    print(f"setup: {text}", flush=True)


def _fail(text: str) -> int:
    print(f"setup: {text}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
