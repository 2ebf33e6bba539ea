"""Thawed classes are the same classes, and frozen again afterwards."""

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import FrozenInstanceError, dataclass, field
from typing import Any

import pytest

from tests.support.simulation import thaw as thawing

_PARTS = ("__init__", "__setattr__", "__delattr__")


def made() -> tuple[Any, Any]:
    """Two new classes, which nobody has thawed yet: one with a field of each kind, one with a check of its own."""

    @dataclass(frozen=True, slots=True)
    class Plain:
        first: int
        second: str = "two"
        rows: list[int] = field(default_factory=list)
        named: bool = field(default=False, kw_only=True)

    @dataclass(frozen=True)
    class Checked(Plain):
        third: int = 3

        def __post_init__(self) -> None:
            if self.first < 0:
                raise ValueError("below zero")

    return Plain, Checked


@contextmanager
def thawed() -> Iterator[None]:
    """As while histories are played."""
    with pytest.MonkeyPatch.context() as patch:
        thawing.thaw(patch)
        yield


def test_a_thawed_class_is_made_as_before() -> None:
    plain, checked = made()
    frozen = [plain(1), plain(1, "x", [2], named=True), checked(1, third=4)]
    with thawed():
        assert [plain(1), plain(1, "x", [2], named=True), checked(1, third=4)] == frozen
        assert hash(plain(1, rows=())) == hash(dataclasses.replace(frozen[0], rows=()))
        assert plain(1).rows is not plain(1).rows
        plain(1).first = 2
        with pytest.raises(ValueError, match="below zero"):
            checked(-1)
        with pytest.raises(TypeError):
            plain(1, unknown=2)


def test_it_is_frozen_again_afterwards() -> None:
    classes = made()
    before = [vars(each)[part] for each in classes for part in _PARTS]
    with thawed():
        assert all(vars(each)["__init__"] not in before for each in classes)
    assert [vars(each)[part] for each in classes for part in _PARTS] == before
    with pytest.raises(FrozenInstanceError):
        classes[0](1).first = 2


@pytest.mark.parametrize("changes", [{}, {"second": "x"}, {"first": 5, "named": True}])
def test_a_quick_copy_is_a_copy(changes: dict[str, Any]) -> None:
    original = made()[1](1, "two", [1], named=True)
    assert thawing._replaced(original, **changes) == dataclasses.replace(original, **changes)
