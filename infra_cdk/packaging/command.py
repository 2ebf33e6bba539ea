"""The options that both build commands share."""

import argparse
from pathlib import Path

from infra_cdk.packaging.interpreters import BuildTarget, lambda_target, local_target
from infra_cdk.paths import built

_PLATFORM = "aarch64-manylinux2014"
_VERSION = "3.13"


def read_options(description: str | None, what: str) -> tuple[Path, BuildTarget]:
    """The folder to build and the Python to build it for."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--target", type=Path, help=f"the folder to build (default: .local/{what}/aws or local)")
    parser.add_argument("--platform", default=_PLATFORM, help="of Lambda: %(default)s, or x86_64-manylinux2014")
    parser.add_argument("--python-version", default=_VERSION, help="of Lambda: %(default)s")
    parser.add_argument("--local", action="store_true", help="build for a Python of this machine instead")
    parser.add_argument("--python", type=Path, help="the interpreter to compile with; with --local, to build for")
    options = parser.parse_args()
    target = (options.target or built(what, options.local)).absolute()
    if options.local:
        return target, local_target(options.python)
    return target, lambda_target(options.platform, options.python_version, options.python)


def report(target: Path, was_built: bool, built_for: BuildTarget) -> None:
    """Say in one line what was done."""
    note = "" if built_for.interpreter else f", not compiled (no Python {built_for.version} on this machine)"
    print(f"{'built' if was_built else 'unchanged'}: {target} for Python {built_for.label}{note}")  # noqa: T201
