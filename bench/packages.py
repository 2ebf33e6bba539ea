"""The functions as they are packaged, unpacked as Lambda unpacks them: every file is dated 1980."""

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.environments import Environments
from bench.paths import WORK
from bench.process.worker import Program
from infra_cdk.build_code import build_code
from infra_cdk.build_layer import build_layer
from infra_cdk.functions import FUNCTIONS
from infra_cdk.packaging.interpreters import local_target, run

_1980: Final = 315532800
"""The first day that a zip file can name: 1980-01-01T00:00:00Z, in unix seconds."""

SPECS: Final = {spec.name: spec for spec in FUNCTIONS}


@dataclass(frozen=True)
class Unpacked:
    """One function's code and layers on disk."""

    task_root: Path
    layers: tuple[Path, ...]

    def program(self, environments: Environments, name: str, environment: Mapping[str, str]) -> Program:
        """How the function is started: with its own environment variables and nothing of this machine's."""
        spec = SPECS[name]
        names = (*spec.environment, "AWS_ENDPOINT_URL")
        told = {"POWERTOOLS_SERVICE_NAME": name, "POWERTOOLS_LOG_LEVEL": "INFO"} | {n: environment[n] for n in names}
        return Program(environments.python, self.task_root, self.layers, spec.handler, told)


@dataclass(frozen=True)
class Packages:
    """As packaged and dated 1980, and the same sources as an ordinary installation would have them."""

    folder: Path

    def packaged(self, name: str) -> Unpacked:
        """One function as Lambda sees it."""
        return self._unpacked("packaged")

    def fresh(self, name: str) -> Unpacked:
        """The same files, dated when they were written, compiled on the spot as Python does by itself."""
        return self._unpacked("fresh")

    def _unpacked(self, kind: str) -> Unpacked:
        return Unpacked(self.folder / kind / "code", (self.folder / kind / "layer" / "python",))


def unpack(environments: Environments) -> Packages:
    """Build for the Python that is measured with, and unpack anew."""
    target = local_target(environments.base)
    code, layer = WORK / "built-code", WORK / "built-layer"
    build_code(code, target)
    build_layer(layer, target)
    folder = WORK / "unpacked"
    shutil.rmtree(folder, ignore_errors=True)
    for kind in ("packaged", "fresh"):
        shutil.copytree(code, folder / kind / "code")
        shutil.copytree(layer, folder / kind / "layer")
    date_1980(folder / "packaged")
    _compile_as_python_does(folder / "fresh", environments)
    return Packages(folder)


def date_1980(folder: Path) -> None:
    """Every file and folder as it comes out of a zip file without dates."""
    for path in [*folder.rglob("*"), folder]:
        os.utime(path, (_1980, _1980))


def _compile_as_python_does(folder: Path, environments: Environments) -> None:
    for cache in list(folder.rglob("__pycache__")):
        shutil.rmtree(cache)
    run([str(environments.base), "-m", "compileall", "-q", "-j", "0", "--invalidation-mode", "timestamp", str(folder)])
