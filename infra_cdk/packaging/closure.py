"""What one function reaches: our modules with the data that they name, and the packages of others."""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from infra_cdk.packaging.imports import imports_of

OURS = ("functions", "shared")
"""The packages of this repository that are deployed."""


@dataclass(frozen=True)
class Closure:
    """``modules`` by dotted name, ``files`` relative to the root, ``packages`` of others as they are imported."""

    modules: frozenset[str]
    files: frozenset[str]
    packages: frozenset[str]


@dataclass(frozen=True)
class _Module:
    path: Path
    imports: frozenset[str]
    data: frozenset[Path]


def closure_of(function: str, root: Path) -> Closure:
    """Everything that ``functions/<function>/handler.py`` may import while it runs, found by following its imports."""
    modules: dict[str, _Module] = {}
    packages: set[str] = set()
    ahead = [f"functions.{function}.handler"]
    while ahead:
        name = ahead.pop()
        if name in modules:
            continue
        if name.split(".")[0] not in OURS:
            packages.add(name.split(".")[0])
            continue
        module = _read(root, name)
        if module is not None:
            modules[name] = module
            ahead += [*module.imports, *_parents(name)]
    files = {path for module in modules.values() for path in (module.path, *module.data)}
    return Closure(
        frozenset(modules),
        frozenset(path.relative_to(root).as_posix() for path in files),
        frozenset(packages - sys.stdlib_module_names),
    )


def _parents(name: str) -> Iterator[str]:
    while "." in name:
        name = name.rpartition(".")[0]
        yield name


@cache
def _read(root: Path, name: str) -> _Module | None:
    """The module of that name, if it is one: ``from a import b`` may name a function as well."""
    place = root.joinpath(*name.split("."))
    is_package = (place / "__init__.py").is_file()
    path = place / "__init__.py" if is_package else place.with_suffix(".py")
    if not path.is_file():
        return None
    tree = ast.parse(path.read_bytes(), str(path))
    return _Module(path, imports_of(tree, name, is_package=is_package), frozenset(_data(tree, path.parent)))


def _data(tree: ast.Module, folder: Path) -> Iterator[Path]:
    """A folder of data belongs to the modules beside it that name it (``Path(__file__).parent / "templates"``)."""
    texts = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    for place in folder.iterdir():
        if place.is_dir() and place.name in texts and not any(place.rglob("*.py")):
            yield from (path for path in place.rglob("*") if path.is_file())
