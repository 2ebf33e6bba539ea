"""A function's package on this machine, as Lambda lays it out."""

from pathlib import Path

from infra_cdk.packaging.manifest import read_manifest
from infra_cdk.packaging.zips import unzip
from infra_cdk.paths import packages_folder


def unpack(
    function_name: str, into: Path, *, packages: Path | None = None, dated_1980: bool = True
) -> tuple[Path, Path]:
    """Lay a function out below `into`; returns what stands for `/var/task` and for `/opt/python`, both for sys.path.

    `packages` is a folder that `python -m infra_cdk.build_packages` built (default: the one of `--local`). Files are
    dated 1980-01-01, as Lambda's are, or now. Functions with the same layers share them. What lies there already is
    taken as it is: begin with an empty folder. Raises ``FileNotFoundError`` when nothing is built in `packages`.
    """
    found = read_manifest(packages or packages_folder(local=True))
    layers = found.layers_of[function_name]
    task, opt = into / "task" / function_name, into / "opt" / "+".join(["with", *layers])
    if not task.exists():
        unzip(found.function_zip(function_name), task, dated_1980=dated_1980)
    if not opt.exists():
        (opt / "python").mkdir(parents=True)
        for layer in layers:
            unzip(found.layer_zip(layer), opt, dated_1980=dated_1980)
    return task, opt / "python"
