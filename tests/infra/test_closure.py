"""Imports followed in the text of sources: what runs counts, what only type checkers see does not."""

import ast
from pathlib import Path

import pytest

from infra_cdk.packaging.build_functions import build_functions
from infra_cdk.packaging.build_layers import layers_folder
from infra_cdk.packaging.closure import closure_of
from infra_cdk.packaging.distributions import Package, locked
from infra_cdk.packaging.imports import imports_of
from infra_cdk.packaging.installing import installed
from infra_cdk.packaging.interpreters import local_target
from infra_cdk.packaging.layers import LAYERS, MOST_LAYERS, assign, layers_by_import, layers_of
from infra_cdk.packaging.manifest import read_manifest
from infra_cdk.packaging.zips import files_below
from infra_cdk.paths import REPOSITORY, REQUIREMENTS


def package(name: str, *needs: str) -> Package:
    return Package(name, frozenset({name}), frozenset(needs), ())


PACKAGES = {
    each.name: each
    for each in (
        package("pydantic"),
        package("jmespath"),
        package("urllib3"),
        package("boto3", "jmespath", "urllib3"),
        package("stripe", "urllib3", "requests"),
        package("requests", "urllib3"),
        package("babel"),
        package("jinja2"),
        package("phonenumberslite"),
        package("pypdf"),
        package("standardwebhooks"),
    )
}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import a.b", {"a.b"}),
        ("from a import b", {"a", "a.b"}),
        ("def f():\n    from a import b", {"a", "a.b"}),
        ("try:\n    import a\nexcept ImportError:\n    import b", {"a", "b"}),
        ("from . import c", {"p.q", "p.q.c"}),
        ("from ..c import d", {"p.c", "p.c.d"}),
        ("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import a", {"typing", "typing.TYPE_CHECKING"}),
        ("import typing\nif typing.TYPE_CHECKING:\n    import a\nelse:\n    import b", {"typing", "b"}),
        ("if not TYPE_CHECKING:\n    import a", {"a"}),
    ],
)
def test_what_a_module_imports_when_it_runs(source: str, found: set[str]) -> None:
    assert imports_of(ast.parse(source), "p.q.m", is_package=False) == found


def test_a_package_is_its_own_origin_of_relative_imports() -> None:
    assert imports_of(ast.parse("from .c import d"), "p.q", is_package=True) == {"p.q.c", "p.q.c.d"}


def test_a_closure_holds_what_is_reached_with_the_packages_around_and_the_data_that_is_named(tmp_path: Path) -> None:
    sources = {
        "functions/__init__.py": "",
        "functions/f/__init__.py": "",
        "functions/f/handler.py": "from shared.page import render",
        "functions/g/__init__.py": "",
        "functions/g/handler.py": "import shared.other",
        "shared/__init__.py": "",
        "shared/page.py": "def render():\n    import json, jinja2\n    return FOLDER / 'templates'",
        "shared/other.py": "import stripe",
        "shared/templates/a.html": "",
        "shared/drafts/b.html": "",
    }
    for name, text in sources.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)

    found = closure_of("f", tmp_path)

    assert found.files == {
        name for name in sources if "/g/" not in name and "other" not in name and "drafts" not in name
    }
    assert found.modules == {"functions", "functions.f", "functions.f.handler", "shared", "shared.page"}
    assert found.packages == {"jinja2"}


def test_every_dependency_is_in_one_layer_and_an_unknown_one_is_said() -> None:
    assert assign(PACKAGES) == {
        "models": {"pydantic"},
        "http": {"urllib3"},
        "aws": {"boto3", "jmespath"},
        "stripe": {"stripe", "requests"},
        "pages": {"babel", "jinja2"},
        "phones": {"phonenumberslite"},
        "documents": {"pypdf"},
        "callbacks": {"standardwebhooks"},
    }
    with pytest.raises(LookupError, match="left-over"):
        assign({**PACKAGES, "left-over": package("left-over")})


def test_a_function_takes_the_layers_of_what_it_imports_and_of_what_that_needs() -> None:
    by_import = layers_by_import(PACKAGES)

    assert layers_of({"jinja2"}, by_import) == ["pages"]
    assert layers_of({"stripe"}, by_import) == ["http", "stripe"]
    assert layers_of({"boto3", "pydantic"}, by_import) == ["models", "http", "aws"]
    with pytest.raises(LookupError, match="numpy"):
        layers_of({"numpy"}, by_import)


def test_no_function_takes_more_layers_than_lambda_allows(packages: Path) -> None:
    assert max(len(layers) for layers in read_manifest(packages).layers_of.values()) <= MOST_LAYERS


def test_no_file_lies_in_two_layers(packages: Path) -> None:
    assert packages.is_dir()
    folder = layers_folder(local_target(None))
    files = [name for layer in LAYERS for name in files_below(folder / layer)]

    assert len(files) == len(set(files))


def test_this_environment_has_what_the_layers_pin(tmp_path: Path) -> None:
    """So the packages that are tested here are those that are deployed, and building them needs no index."""
    assert locked(REQUIREMENTS).items() <= locked(REQUIREMENTS.with_name("dev.txt")).items()
    assert installed(tmp_path, local_target(None)) != tmp_path


def test_two_builds_in_two_places_give_the_same_bytes(packages: Path, tmp_path: Path) -> None:
    target = local_target(None)
    zips = {name: layers_folder(target) / f"{name}.zip" for name in LAYERS}
    build_functions(tmp_path / "elsewhere" / "packages", target, zips)

    built, again = files_below(packages), files_below(tmp_path / "elsewhere" / "packages")

    assert built.keys() == again.keys()
    assert [name for name in built if built[name].read_bytes() != again[name].read_bytes()] == []
    assert not [name for name in built if str(REPOSITORY).encode() in built[name].read_bytes()]
