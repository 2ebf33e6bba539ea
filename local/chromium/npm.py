"""A browser from npm's `@sparticuz/chromium`, pinned and hashed beside this file, by the Node of this environment."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from infra_cdk.node import bundled_node
from local.chromium.browser import Browser, NoBrowser, proved
from local.stack.paths import REPO

FOLDER: Final = REPO / ".local" / "chromium"
_PINS: Final = ("package.json", "package-lock.json", "inflate.mjs")
_HERE: Final = Path(__file__).parent


def unpacked(folder: Path = FOLDER) -> Browser:
    """The one that an earlier run unpacked from the same pins. Raises :class:`NoBrowser`."""
    if any(_read(folder / name) != _read(_HERE / name) for name in _PINS):
        raise NoBrowser("none was unpacked from npm")
    return proved(_browser(folder))


def from_npm(folder: Path = FOLDER) -> Browser:
    """Fetch and unpack it; the package's own start-up script fetches nothing. Raises :class:`NoBrowser`."""
    node = bundled_node()
    if node is None:
        raise NoBrowser("no Node in this environment")
    npm = node.parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "unpacked").mkdir(parents=True)
    for name in _PINS[:2]:
        shutil.copyfile(_HERE / name, folder / name)
    _run([node, npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], folder)
    shutil.copyfile(_HERE / _PINS[2], folder / _PINS[2])
    _run([node, _PINS[2]], folder)
    return proved(_browser(folder))


def _browser(folder: Path) -> Browser:
    """It brings the libraries and fonts that a bare machine lacks."""
    parts = folder / "unpacked"
    libraries = [str(parts / "al2023" / "lib"), *filter(None, [os.environ.get("LD_LIBRARY_PATH")])]
    return Browser(
        parts / "chromium",
        {"LD_LIBRARY_PATH": ":".join(libraries), "FONTCONFIG_PATH": str(parts / "fonts")},
    )


def _run(command: Sequence[str | Path], folder: Path) -> None:
    # The name of a Lambda runtime makes the package unpack its libraries too; it unpacks into the folder for scratch.
    own = {"TMPDIR": str(folder / "unpacked"), "AWS_LAMBDA_JS_RUNTIME": "nodejs22.x"}
    done = subprocess.run(command, cwd=folder, env={**os.environ, **own}, capture_output=True, text=True)
    if done.returncode != 0:
        raise NoBrowser(f"{Path(command[-1]).name} failed: {done.stderr.strip()[-300:]}")


def _read(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None
