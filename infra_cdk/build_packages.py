"""Build what is deployed: one zip for each function and one for each layer; quick when nothing has changed."""

from pathlib import Path

from infra_cdk.packaging.build_functions import build_functions
from infra_cdk.packaging.build_layers import build_layers, layers_folder
from infra_cdk.packaging.command import Options, read_options
from infra_cdk.packaging.interpreters import BuildTarget
from infra_cdk.packaging.layers import LAYERS
from infra_cdk.packaging.manifest import read_manifest


def build_packages(target: Path, built_for: BuildTarget) -> bool:
    """Fill `target` with the zips of functions and layers, and the manifest; False when it is up to date."""
    new_layers = build_layers(built_for)
    zips = {name: layers_folder(built_for) / f"{name}.zip" for name in LAYERS}
    return build_functions(target, built_for, zips) or new_layers


def _report(options: Options, was_built: bool) -> None:
    built_for = options.built_for
    note = "" if built_for.interpreter else f", not compiled (no Python {built_for.version} on this machine)"
    print(f"{'built' if was_built else 'unchanged'}: {options.target} for Python {built_for.label}{note}")  # noqa: T201
    packages = read_manifest(options.target)
    for name in packages.layers:
        print(f"  layer {name:8} {packages.layer_zip(name).stat().st_size / 1024:8.0f} KiB")  # noqa: T201
    sizes = [packages.function_zip(name).stat().st_size / 1024 for name in packages.layers_of]
    print(f"  {len(sizes)} functions {min(sizes):.0f} to {max(sizes):.0f} KiB")  # noqa: T201


def main() -> int:
    """Build what the options ask for."""
    options = read_options(__doc__)
    _report(options, build_packages(options.target, options.built_for))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
