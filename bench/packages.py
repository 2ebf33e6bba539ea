"""The functions as they are packaged, unpacked as Lambda unpacks them: every file is dated 1980."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.environments import Environments
from bench.paths import WORK
from bench.process.worker import Program
from infra_cdk.build_packages import build_packages
from infra_cdk.functions import FUNCTIONS
from infra_cdk.packaging.interpreters import local_target, run
from infra_cdk.packaging.unpacking import unpack as unpack_function
from infra_cdk.usual import COMMON_ENVIRONMENT

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
        told = COMMON_ENVIRONMENT | {"AWS_LAMBDA_FUNCTION_NAME": name} | {n: environment[n] for n in names}
        return Program(environments.python, self.task_root, self.layers, spec.handler, told)


@dataclass(frozen=True)
class Packages:
    """As packaged and dated 1980, and the same modules as an ordinary installation would have them."""

    built: Path
    folder: Path
    environments: Environments

    def packaged(self, name: str) -> Unpacked:
        """One function as Lambda sees it."""
        task, layers = unpack_function(name, self.folder / "packaged", packages=self.built)
        return Unpacked(task, (layers,))

    def fresh(self, name: str) -> Unpacked:
        """The same, dated when it was unpacked, our own code compiled on the spot as Python does by itself."""
        is_new = not (self.folder / "fresh" / "task" / name).exists()
        task, layers = unpack_function(name, self.folder / "fresh", packages=self.built, dated_1980=False)
        if is_new:
            _compile_as_python_does(task, self.environments)
        return Unpacked(task, (layers,))


def unpack(environments: Environments) -> Packages:
    """Build for the Python that is measured with; each function is unpacked anew when it is first asked for."""
    built, folder = WORK / "packages", WORK / "unpacked"
    build_packages(built, local_target(environments.base))
    shutil.rmtree(folder, ignore_errors=True)
    return Packages(built, folder, environments)


def _compile_as_python_does(folder: Path, environments: Environments) -> None:
    for cache in list(folder.rglob("__pycache__")):
        shutil.rmtree(cache)
    run([str(environments.base), "-m", "compileall", "-q", "-j", "0", "--invalidation-mode", "timestamp", str(folder)])
