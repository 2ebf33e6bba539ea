"""Turn the CDK app into templates and assets, without npm or the CDK's command line; skipped when nothing changed."""

import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from local.stack.errors import StackError
from local.stack.paths import REPO, StateDir

_STAMP = "orderpay-inputs.sha256"
_SOURCES = ("infra_cdk", "functions", "shared")
_SINGLE_FILES = ("cdk.json", "requirements/dev.txt", "requirements/runtime.txt")
_LOG_LINES = 25


def machine_architecture() -> str:
    """Return this machine's architecture in Lambda's words."""
    return "arm64" if platform.machine().lower() in {"arm64", "aarch64"} else "x86_64"


def synthesize(state: StateDir, context: dict[str, str]) -> bool:
    """Write the cloud assembly; return False when the one from last time still holds."""
    full_context = {**_app_context(), **context}
    fingerprint = _fingerprint(full_context)
    stamp = state.assembly / _STAMP
    if stamp.exists() and stamp.read_text() == fingerprint:
        return False
    shutil.rmtree(state.assembly, ignore_errors=True)
    _run_app(state, full_context)
    stamp.write_text(fingerprint)
    return True


def _app_context() -> dict[str, object]:
    """Return the feature flags of cdk.json, which the CDK's command line would pass on."""
    settings = REPO / "cdk.json"
    if not settings.exists():
        return {}
    context: dict[str, object] = json.loads(settings.read_text()).get("context", {})
    return context


def _run_app(state: StateDir, context: dict[str, object]) -> None:
    environment = {
        **os.environ,
        "CDK_OUTDIR": str(state.assembly),
        "CDK_CONTEXT_JSON": json.dumps(context),
        "PYTHONPATH": str(REPO),
    }
    result = subprocess.run(
        [sys.executable, "-m", "infra_cdk.app"],
        cwd=REPO,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    state.log("synth").write_text(result.stdout)
    if result.returncode != 0:
        tail = "\n".join(result.stdout.splitlines()[-_LOG_LINES:])
        raise StackError(f"the CDK app does not synthesize (see {state.log('synth')}):\n{tail}")


def _fingerprint(context: dict[str, object]) -> str:
    digest = hashlib.sha256(json.dumps(context, sort_keys=True).encode())
    for path in _inputs():
        digest.update(str(path.relative_to(REPO)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _inputs() -> Iterator[Path]:
    for name in _SOURCES:
        for path in sorted((REPO / name).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path
    yield from (REPO / name for name in _SINGLE_FILES if (REPO / name).exists())
