"""Builds the layers: the packages of others, pruned, compiled and zipped by what is needed together."""

import json
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

from infra_cdk.packaging.distributions import Package, locked, read_packages
from infra_cdk.packaging.installing import installed
from infra_cdk.packaging.interpreters import BuildTarget
from infra_cdk.packaging.layers import assign, layers_by_import
from infra_cdk.packaging.once import build_once, build_sources, fingerprint
from infra_cdk.packaging.precompile import precompile
from infra_cdk.packaging.prune import prune
from infra_cdk.packaging.zips import files_below, write_zip
from infra_cdk.paths import BUILT, REQUIREMENTS

IMPORTS = "imports.json"
"""The file that tells which layers an import takes."""


def layers_folder(built_for: BuildTarget) -> Path:
    """Where the layers for one Python are built: they depend on nothing else, so all builds share them."""
    return BUILT / "layers" / built_for.label.replace(" ", "-")


def build_layers(built_for: BuildTarget) -> bool:
    """Fill the folder with `<layer>/python/…`, `<layer>.zip` and `imports.json`; False when it is up to date."""
    stamp = fingerprint([built_for.label, str(bool(built_for.interpreter))], [REQUIREMENTS, *build_sources()])

    def build(folder: Path) -> None:
        with tempfile.TemporaryDirectory() as scratch:
            site = installed(Path(scratch), built_for)
            packages = read_packages(site, locked(REQUIREMENTS))
            for layer, names in assign(packages).items():
                _fill(folder / layer, site, (packages[name] for name in names), built_for)
                write_zip(folder / f"{layer}.zip", files_below(folder / layer))
        (folder / IMPORTS).write_text(json.dumps(layers_by_import(packages), indent=1, sort_keys=True))

    return build_once(layers_folder(built_for), stamp, build)


def _fill(layer: Path, site: Path, packages: Iterable[Package], built_for: BuildTarget) -> None:
    """Compiled files alone: a frame of somebody else's code is told by file and line, and a third is not shipped."""
    python = layer / "python"
    for package in packages:
        for name in package.files:
            if (site / name).is_file():
                (python / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(site / name, python / name)
    prune(python)
    precompile(python, built_for, "/opt/python", keep_sources=False)
