"""Compiles a folder so that the compiled files hold wherever and whenever they are unpacked."""

from pathlib import Path

from infra_cdk.packaging.interpreters import BuildTarget, run


def precompile(folder: Path, target: BuildTarget, deployed_as: str) -> bool:
    """Write `__pycache__` beside every module; False when no interpreter of the target's version is at hand.

    Zip files made for Lambda carry the date 1980 on every entry, which invalidates ordinary compiled files; an
    unchecked hash is never compared. Tracebacks name `deployed_as`, not this machine's folder.
    """
    if target.interpreter is None:
        return False
    options = ["-q", "-j", "0", "--invalidation-mode", "unchecked-hash", "-s", str(folder), "-p", deployed_as]
    run([str(target.interpreter), "-m", "compileall", *options, str(folder)])
    return True
