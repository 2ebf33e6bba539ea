"""The options of the build command."""

import argparse
from dataclasses import dataclass
from pathlib import Path

from infra_cdk.packaging.interpreters import BuildTarget, lambda_target, local_target
from infra_cdk.paths import packages_folder

_PLATFORM = "aarch64-manylinux2014"
_VERSION = "3.13"


@dataclass(frozen=True)
class Options:
    """Where to build the packages, and for which Python."""

    target: Path
    built_for: BuildTarget


def read_options(description: str | None) -> Options:
    """The folder to build and the Python to build them for."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--target", type=Path, help="the folder to build (default: .local/packages/aws or local)")
    parser.add_argument("--platform", default=_PLATFORM, help="of Lambda: %(default)s, or x86_64-manylinux2014")
    parser.add_argument("--python-version", default=_VERSION, help="of Lambda: %(default)s")
    parser.add_argument("--local", action="store_true", help="build for a Python of this machine instead")
    parser.add_argument("--python", type=Path, help="the interpreter to compile with; with --local, to build for")
    chosen = parser.parse_args()
    target = (chosen.target or packages_folder(local=chosen.local)).absolute()
    if chosen.local:
        return Options(target, local_target(chosen.python))
    return Options(target, lambda_target(chosen.platform, chosen.python_version, chosen.python))
