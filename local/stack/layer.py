"""The functions' dependencies on this machine: unpacked once, and a layer that points there.

The emulator unpacks a layer for every worker process that it starts, which for ours takes seconds each time. So what it
unpacks is one line that leads to the folder; what the functions import is the layer as `infra_cdk` builds it.
"""

from pathlib import Path

from infra_cdk.build_layer import build_layer
from infra_cdk.packaging.interpreters import BuildTarget

# Before the emulator's own packages, as the layers of AWS come before what the runtime brings.
_LINE = "import sys; sys.path.insert(0, {folder!r})\n"


def ensure_layer(target: Path, pointer: Path, built_for: BuildTarget) -> bool:
    """Build the dependencies and the layer that points at them; return False when both were there."""
    built = build_layer(target, built_for)
    path_file = pointer / "python" / "lib" / f"python{built_for.version}" / "site-packages" / "orderpay.pth"
    line = _LINE.format(folder=str(target / "python"))
    if not path_file.exists() or path_file.read_text() != line:
        path_file.parent.mkdir(parents=True, exist_ok=True)
        path_file.write_text(line)
    return built
