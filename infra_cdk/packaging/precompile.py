"""Compiles a folder so that the compiled files hold wherever and whenever they are unpacked."""

import os
import subprocess
from pathlib import Path

from infra_cdk.packaging import compiler
from infra_cdk.packaging.interpreters import BuildTarget


def precompile(folder: Path, target: BuildTarget, deployed_as: str, *, keep_sources: bool = True) -> bool:
    """Compile every module; False when no interpreter of the target's version is at hand.

    Zip files made for Lambda carry the date 1980 on every entry, which invalidates ordinary compiled files; an
    unchecked hash is never compared. Tracebacks name `deployed_as`, not this machine's folder. Without sources a
    compiled file takes the place of its source.
    """
    if target.interpreter is None:
        return False
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.py"))
    script = [str(target.interpreter), "-S", "-P", str(Path(compiler.__file__))]
    command = [*script, str(folder), deployed_as, "beside" if keep_sources else "instead"]
    environment = {**os.environ, "PYTHONHASHSEED": "0", "PYTHONOPTIMIZE": ""}
    subprocess.run(command, input="\n".join(names), env=environment, text=True, check=True)  # noqa: S603
    return True
