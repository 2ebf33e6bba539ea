"""What a folder of built packages holds: the manifest tells which layers each function takes."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

MANIFEST: Final = "packages.json"


@dataclass(frozen=True)
class Packages:
    """A folder of built packages: which layers each function takes, in the order of the layers."""

    folder: Path
    layers_of: Mapping[str, list[str]]

    @property
    def layers(self) -> list[str]:
        """The layers that some function takes."""
        return list(dict.fromkeys(layer for layers in self.layers_of.values() for layer in layers))

    def function_zip(self, name: str) -> Path:
        """The code of one function."""
        return self.folder / "functions" / f"{name}.zip"

    def layer_zip(self, name: str) -> Path:
        """One layer."""
        return self.folder / "layers" / f"{name}.zip"


def read_manifest(folder: Path) -> Packages:
    """What was built into a folder; raises ``FileNotFoundError``."""
    return Packages(folder, json.loads((folder / MANIFEST).read_text()))
