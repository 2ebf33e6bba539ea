"""What the init of each function takes, measured in fresh processes on the packages as they are deployed."""

import json
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from infra_cdk.packaging import probe
from infra_cdk.packaging.closure import OURS
from infra_cdk.packaging.manifest import read_manifest
from infra_cdk.packaging.unpacking import unpack
from infra_cdk.usual import COMMON_ENVIRONMENT

_PARALLEL = 2

Folders = tuple[Path, Path]
Start = Callable[[str, Folders], list[str]]
"""Starts a function from its two folders and returns what its process said, the probe's line first."""


@dataclass(frozen=True)
class Init:
    """Modules that are there after the import of the handler, folders listed for it, files and size of the zips."""

    modules: tuple[str, ...]
    listings: int
    standard_listings: int
    files: int
    zip_kib: int

    @property
    def ours(self) -> list[str]:
        """The modules of this repository."""
        return [name for name in self.modules if name.split(".")[0] in OURS]

    @property
    def standard(self) -> list[str]:
        """The modules of the standard library; how many they are depends on the version of Python."""
        return [name for name in self.modules if _is_standard(name)]

    @property
    def others(self) -> list[str]:
        """The modules of everybody else; not what compilers of native ones add, which differs between machines."""
        return [
            name
            for name in self.modules
            if name.split(".")[0] not in OURS and not _is_standard(name) and not _is_added(name)
        ]


def plainly(name: str, folders: Folders) -> list[str]:
    """Start a function with what every function is told and no event."""
    return run_alone(name, folders, COMMON_ENVIRONMENT)


def measure(packages: Path, names: Iterable[str], scratch: Path, start: Start = plainly) -> dict[str, Init]:
    """Import each handler in a process of its own, two at a time; `scratch` is an empty folder to unpack into."""
    # One after the other: functions with the same layers share them.
    folders = {name: unpack(name, scratch, packages=packages) for name in names}
    with ThreadPoolExecutor(_PARALLEL) as pool:
        told = pool.map(lambda name: json.loads(start(name, folders[name])[0]), folders)
        return {name: _init(packages, name, folders[name], found) for name, found in zip(folders, told, strict=True)}


def run_alone(name: str, folders: Folders, environment: Mapping[str, str], event: str = "") -> list[str]:
    """The lines that the probe says for one function; raises ``subprocess.CalledProcessError`` when it fails."""
    command = [sys.executable, "-I", "-S", str(Path(probe.__file__)), *map(str, folders), name]
    done = subprocess.run(command, input=event, env=dict(environment), stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603
    return done.stdout.splitlines()


def _init(packages: Path, name: str, folders: Folders, told: Mapping[str, list[str]]) -> Init:
    manifest = read_manifest(packages)
    zips = [manifest.function_zip(name), *map(manifest.layer_zip, manifest.layers_of[name])]
    packaged = sum(any(Path(place).is_relative_to(folder) for folder in folders) for place in told["listed"])
    return Init(
        modules=tuple(told["modules"]),
        listings=packaged,
        standard_listings=len(told["listed"]) - packaged,
        files=sum(_entries(path) for path in zips),
        zip_kib=sum(path.stat().st_size for path in zips) // 1024,
    )


def _entries(path: Path) -> int:
    with zipfile.ZipFile(path) as archive:
        return len(archive.namelist())


def _is_added(name: str) -> bool:
    return name.startswith("_cython") or name == "cython_runtime" or name.endswith("__mypyc")


def _is_standard(name: str) -> bool:
    top = name.split(".")[0]
    return top in sys.stdlib_module_names or top.startswith("_sysconfigdata")
