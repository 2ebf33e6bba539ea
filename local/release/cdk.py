"""The CDK's own command line, pinned and hashed beside this file, run by the Node of this environment."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from infra_cdk.node import bundled_node
from local.stack.paths import REPO

FOLDER: Final = REPO / ".local" / "cdk"
_PINS: Final = ("package.json", "package-lock.json")
_HERE: Final = Path(__file__).parent
_QUIETLY: Final = {"CDK_DISABLE_VERSION_CHECK": "1", "CDK_DISABLE_CLI_TELEMETRY": "true"}


class ReleaseError(Exception):
    """It cannot be deployed; the message says why."""


def run_cdk(arguments: Sequence[str], folder: Path = FOLDER) -> int:
    """Run it with these arguments, fetched from npm first if it is not there yet; return its exit code.

    It runs in `folder`, away from `cdk.json`, so that it takes nothing but what the arguments name. Raises
    :class:`ReleaseError` if it cannot be had.
    """
    node = _node()
    program = _program(node, folder)
    command: list[str | Path] = [node, program, "--no-notices", *arguments]
    return subprocess.run(command, cwd=folder, env={**os.environ, **_QUIETLY}).returncode


def _program(node: Path, folder: Path) -> Path:
    program = folder / "node_modules" / "aws-cdk" / "bin" / "cdk"
    if program.is_file() and all(_read(folder / name) == _read(_HERE / name) for name in _PINS):
        return program
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    # The pins last: they say that everything is there.
    staging = folder / "fetching"
    staging.mkdir()
    for name in _PINS:
        shutil.copyfile(_HERE / name, staging / name)
    npm = node.parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    command: list[str | Path] = [node, npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(command, cwd=staging, capture_output=True, text=True)
    if done.returncode != 0:
        raise ReleaseError(f"npm cannot fetch the CDK's command line: {done.stderr.strip()[-300:]}")
    for part in ("node_modules", *_PINS):
        (staging / part).rename(folder / part)
    return program


def _node() -> Path:
    node = bundled_node()
    if node is None:
        raise ReleaseError("no Node in this environment: run `make setup`")
    return node


def _read(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None
