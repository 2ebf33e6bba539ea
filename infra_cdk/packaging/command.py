"""The options that both build commands share."""

import argparse
from pathlib import Path

from infra_cdk.packaging.interpreters import BuildTarget, lambda_target, local_target

_PLATFORM = "aarch64-manylinux2014"
_VERSION = "3.13"


def read_options(description: str | None) -> tuple[Path, BuildTarget]:
    """The folder to build and the Python to build it for."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--target", type=Path, required=True, help="the folder to build")
    parser.add_argument("--platform", default=_PLATFORM, help="of Lambda: %(default)s, or x86_64-manylinux2014")
    parser.add_argument("--python-version", default=_VERSION, help="of Lambda: %(default)s")
    parser.add_argument("--local", action="store_true", help="build for a Python of this machine instead")
    parser.add_argument("--python", type=Path, help="the interpreter to compile with; with --local, to build for")
    options = parser.parse_args()
    if options.local:
        return options.target.absolute(), local_target(options.python)
    return options.target.absolute(), lambda_target(options.platform, options.python_version, options.python)


def report(target: Path, built: bool, built_for: BuildTarget) -> None:
    """Say in one line what was done."""
    note = "" if built_for.interpreter else f", not compiled (no Python {built_for.version} on this machine)"
    print(f"{'built' if built else 'unchanged'}: {target} for Python {built_for.label}{note}")  # noqa: T201
