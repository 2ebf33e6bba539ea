"""What a mutation replaces, as it is now."""

from collections.abc import Callable
from dataclasses import replace
from types import ModuleType
from typing import Any

import pytest


def original(module: ModuleType, name: str) -> Any:
    """A name as this module knows it, wherever it comes from."""
    return getattr(module, name)


def patch_kinds(patch: pytest.MonkeyPatch, module: ModuleType, **changes: Callable[[Any], Any]) -> None:
    """What this module does with things to pay, done otherwise: each change is given the kind's own function."""
    kinds = original(module, "kind_of")

    def changed(payable_id: str) -> Any:
        kind = kinds(payable_id)
        return replace(kind, **{name: change(getattr(kind, name)) for name, change in changes.items()})

    patch.setattr(module, "kind_of", changed)
