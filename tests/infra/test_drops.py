"""What is dropped from a library is imported by nothing that is kept of it, when that runs."""

import ast
from pathlib import Path

import pytest

from infra_cdk.packaging.distributions import Package, locked, read_packages
from infra_cdk.packaging.imports import imports_of
from infra_cdk.packaging.installing import installed
from infra_cdk.packaging.interpreters import local_target
from infra_cdk.packaging.prune import PARTS, prune
from infra_cdk.paths import REQUIREMENTS

UNREACHED = {
    "pydantic._internal._generate_schema": "asked of types of the first version, when a model is built",
}
"""Modules whose import of something dropped lies in a function that we never call, and why."""


@pytest.fixture(scope="module")
def libraries(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Package]:
    """The installed packages that something is dropped of."""
    site = installed(tmp_path_factory.mktemp("site"), local_target(None))
    tops = {pattern.split("/")[0] for pattern in PARTS}
    found = read_packages(site, locked(REQUIREMENTS))
    return {name: each for name, each in found.items() if each.imports & tops}


def test_nothing_that_is_kept_imports_what_is_dropped(libraries: dict[str, Package], tmp_path: Path) -> None:
    site = installed(tmp_path / "site", local_target(None))
    sources = {name for each in libraries.values() for name in each.files if name.endswith(".py")}
    for name in sources:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes((site / name).read_bytes())
    prune(tmp_path)
    kept = {name for name in sources if (tmp_path / name).exists()}
    dropped = {_module(name) for name in sources - kept}

    broken = {
        (_module(name), imported)
        for name in kept
        for imported in imports_of(
            ast.parse((tmp_path / name).read_bytes()), _module(name), is_package=name.endswith("__init__.py")
        )
        if imported in dropped
    }

    assert dropped
    assert {module for module, _ in broken} == set(UNREACHED), sorted(broken)


def _module(name: str) -> str:
    return name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
