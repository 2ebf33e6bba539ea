"""Builds the functions' zips: each holds exactly what its function reaches of our own code, compiled."""

import json
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from infra_cdk.packaging.build_layers import IMPORTS, layers_folder
from infra_cdk.packaging.closure import OURS, closure_of
from infra_cdk.packaging.interpreters import BuildTarget
from infra_cdk.packaging.layers import layers_of
from infra_cdk.packaging.manifest import MANIFEST
from infra_cdk.packaging.once import build_once, build_sources, fingerprint
from infra_cdk.packaging.precompile import precompile
from infra_cdk.packaging.zips import write_zip
from infra_cdk.paths import REPOSITORY


def build_functions(target: Path, built_for: BuildTarget, layer_zips: Mapping[str, Path]) -> bool:
    """Fill `target` with `functions/<name>.zip`, `layers/<layer>.zip` and the manifest; False when it is up to date.

    `build_layers` must have been called for the same target; `layer_zips` are the zips to deploy for its layers.
    """
    imports = layers_folder(built_for) / IMPORTS
    sources = sorted(path for name in OURS for path in (REPOSITORY / name).rglob("*") if _is_source(path))
    words = [
        built_for.label,
        str(bool(built_for.interpreter)),
        *(str(path.relative_to(REPOSITORY)) for path in sources),
    ]
    inputs = [*sources, *build_sources(), imports, *layer_zips.values()]

    def build(folder: Path) -> None:
        by_import = json.loads(imports.read_text())
        with tempfile.TemporaryDirectory() as scratch:
            code = Path(scratch)
            for path in sources:
                copy = code / path.relative_to(REPOSITORY)
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, copy)
            precompile(code, built_for, "/var/task")
            needed = {name: _zip(folder, name, code, by_import) for name in function_names()}
        for layer in {layer for needs in needed.values() for layer in needs}:
            (folder / "layers").mkdir(exist_ok=True)
            shutil.copyfile(layer_zips[layer], folder / "layers" / f"{layer}.zip")
        (folder / MANIFEST).write_text(json.dumps(needed, indent=1))

    return build_once(target, fingerprint(words, inputs), build)


def function_names() -> list[str]:
    """The folders below `functions/` that have a handler."""
    return sorted(path.parent.name for path in (REPOSITORY / "functions").glob("*/handler.py"))


def _zip(folder: Path, name: str, code: Path, by_import: Mapping[str, list[str]]) -> list[str]:
    closure = closure_of(name, code)
    files = {file: code / file for file in closure.files}
    for file in closure.files:
        place = code / file
        for compiled in place.parent.glob(f"__pycache__/{place.stem}.*.pyc"):
            files[compiled.relative_to(code).as_posix()] = compiled
    write_zip(folder / "functions" / f"{name}.zip", files)
    return layers_of(closure.packages, by_import)


def _is_source(path: Path) -> bool:
    return path.is_file() and "__pycache__" not in path.parts
