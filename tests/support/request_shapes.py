"""What kind of request it is: its expressions and the types of its values, without the values."""

from collections.abc import Iterable
from typing import Any

from shared.table.port import Check, Condition, Delete, Item, Page, Put, Query, Update, Write

Shape = tuple[Any, ...]
_BOUNDS = ("sort_prefix", "sort_above", "sort_below")


def read_shape(name: str, met: Iterable[Item]) -> Shape:
    """A read, by the kinds of items that it finds."""
    return (name, frozenset(item.get("kind") for item in met))


def query_shape(query: Query, page: Page) -> Shape:
    """A page: index, bounds and direction, and whether it ended before its partition did."""
    bounds = tuple(name for name in _BOUNDS if getattr(query, name) is not None)
    part = query.partition.split("#")[0].split("_")[0]
    return ("query", query.index, part, bounds, query.newest_first, bool(page.items), page.scanned_to is None)


def write_shape(write: Write) -> Shape:
    """A write: the attributes that it sets and removes, their types, and its condition."""
    match write:
        case Put(item, condition):
            return ("put", item.get("kind"), _types(item), _condition(condition))
        case Update(_, changes, removed, condition):
            return ("update", tuple(changes), _types(changes), tuple(removed), _condition(condition))
        case Delete(_, condition):
            return ("delete", _condition(condition))
        case Check(_, condition):
            return ("check", _condition(condition))


def _condition(condition: Condition | None) -> Shape:
    return () if condition is None else (condition.expression, _types(condition.values))


def _types(values: Any) -> frozenset[tuple[str, str]]:
    return frozenset((name, type(value).__name__) for name, value in values.items())
