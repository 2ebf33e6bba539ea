"""What a mutation replaces, as it is now."""

from types import ModuleType
from typing import Any


def original(module: ModuleType, name: str) -> Any:
    """A name as this module knows it, wherever it comes from."""
    return getattr(module, name)
