"""The functions' dependencies on this machine: unpacked once, and layers that point there.

The emulator unpacks a layer for every worker process that it starts, which for ours takes seconds each time. So what it
unpacks is one line that leads to the folder; what the functions import is the layer as `infra_cdk` builds it.
"""

from pathlib import Path

from infra_cdk.packaging.build_layers import layers_folder
from infra_cdk.packaging.interpreters import BuildTarget
from infra_cdk.packaging.layers import LAYERS
from infra_cdk.packaging.zips import write_zip

# Before the emulator's own packages, as the layers of AWS come before what the runtime brings.
_LINE = "import sys; sys.path.insert(0, {folder!r})\n"


def write_pointers(folder: Path, built_for: BuildTarget) -> dict[str, Path]:
    """Write the layers that point at the dependencies; return their zips by the names of the layers."""
    folder.mkdir(parents=True, exist_ok=True)
    site = f"python/lib/python{built_for.version}/site-packages"
    for layer in LAYERS:
        line = folder / f"{layer}.pth"
        line.write_text(_LINE.format(folder=str(layers_folder(built_for) / layer / "python")))
        write_zip(folder / f"{layer}.zip", {f"{site}/orderpay-{layer}.pth": line})
    return {layer: folder / f"{layer}.zip" for layer in LAYERS}
