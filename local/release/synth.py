"""Build and synthesize what a stage would be given: one folder, which is then shown, and deployed as it was shown."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from local.release.cdk import ReleaseError
from local.stack.paths import REPO

_PLATFORMS = {"arm64": "aarch64-manylinux2014", "x86_64": "x86_64-manylinux2014"}


def synthesize(context: Mapping[str, str], packages: Path | None = None) -> Path:
    """Write the cloud assembly of this context to `cdk.out/<stage>` and return that folder.

    `packages` are built ones; without them they are built anew for Lambda. Raises :class:`ReleaseError`.
    """
    folder = REPO / "cdk.out" / context["stage"]
    if packages is None:
        platform = _PLATFORMS.get(context.get("architecture", "arm64"), "")
        packages = REPO / ".local" / "packages" / f"aws-{context['stage']}"
        _run(
            "the packages cannot be built",
            ["infra_cdk.build_packages", "--target", str(packages), "--platform", platform],
        )
    shutil.rmtree(folder, ignore_errors=True)
    environment = {
        "CDK_OUTDIR": str(folder),
        "CDK_CONTEXT_JSON": json.dumps({**context, "packages_path": str(packages)}),
    }
    _run("the app does not synthesize", ["infra_cdk.app"], environment)
    return folder


def _run(trouble: str, module: Sequence[str], environment: Mapping[str, str] | None = None) -> None:
    command = [sys.executable, "-m", *module]
    done = subprocess.run(command, cwd=REPO, env={**os.environ, **(environment or {})})
    if done.returncode != 0:
        raise ReleaseError(trouble)
