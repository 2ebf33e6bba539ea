"""Dataclasses made and copied quickly while histories are played.

A frozen one sets each of its fields by ``object.__setattr__``, which costs a history more than its whole table does.
That nobody assigns to a frozen field is for the type checker and for every other test to say.
"""

import dataclasses
import gc
import sys
from dataclasses import MISSING, Field, field, fields, is_dataclass, make_dataclass
from typing import Any, Final

import pytest

_OURS: Final = ("functions", "shared", "local", "tests")


def thaw(patch: pytest.MonkeyPatch) -> None:
    """Every class of ours that has been imported; it is put back with the patch."""
    for each in gc.get_objects():
        if isinstance(each, type) and is_dataclass(each) and each.__module__.partition(".")[0] in _OURS:
            own = vars(each)
            if "__init__" in own and "__setattr__" in own and own["__dataclass_params__"].frozen:
                patch.setattr(each, "__init__", _init_of(each))
                patch.delattr(each, "__setattr__")
                patch.delattr(each, "__delattr__")
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] in _OURS and getattr(module, "replace", None) is dataclasses.replace:
            patch.setattr(module, "replace", _replaced)


def _replaced(original: Any, **changes: Any) -> Any:
    """:func:`dataclasses.replace` for classes all of whose fields are parameters, which ours are."""
    kept = {name: getattr(original, name) for name in original.__dataclass_fields__ if name not in changes}
    return type(original)(**kept, **changes)


def _init_of(frozen: type[Any]) -> Any:
    """The same parameters and defaults, the same ``__post_init__``."""
    namespace = {"__post_init__": None} if hasattr(frozen, "__post_init__") else {}
    rows = [(each.name, Any, _like(each)) for each in fields(frozen)]
    return vars(make_dataclass(frozen.__name__, rows, namespace=namespace))["__init__"]


def _like(original: "Field[Any]") -> Any:
    if original.default_factory is not MISSING:
        return field(default_factory=original.default_factory, init=original.init, kw_only=original.kw_only)
    if original.default is not MISSING:
        return field(default=original.default, init=original.init, kw_only=original.kw_only)
    return field(init=original.init, kw_only=original.kw_only)
