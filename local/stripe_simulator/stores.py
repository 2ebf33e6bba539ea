"""Keeps objects of one kind in order of creation, with indices for retrieval and for list filters."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]


class Store:
    """Objects of one kind in one account. Objects are live dicts; `put` again after an indexed field changed."""

    def __init__(self, noun: str, indexed: tuple[str, ...] = ()) -> None:
        self.noun = noun
        self.indexed = indexed
        self._objects: dict[str, Json] = {}
        self._order: list[str] = []
        self._place: dict[str, int] = {}
        self._index: dict[tuple[str, str], list[int]] = {}

    def __contains__(self, key: object) -> bool:
        return key in self._objects

    def __len__(self) -> int:
        return len(self._objects)

    def get(self, key: str) -> Json | None:
        """The object with that id, or None."""
        return self._objects.get(key)

    def put(self, item: Json) -> Json:
        """Adds an object, or refreshes its place in the indices."""
        key = item["id"]
        if key not in self._place:
            self._place[key] = len(self._order)
            self._order.append(key)
        self._objects[key] = item
        for field in self.indexed:
            self._add_to_index(field, item.get(field), self._place[key])
        return item

    def _add_to_index(self, field: str, value: object, place: int) -> None:
        if not isinstance(value, str):
            return
        places = self._index.setdefault((field, value), [])
        at = bisect_left(places, place)
        if at == len(places) or places[at] != place:
            places.insert(at, place)

    def remove(self, key: str) -> None:
        """Takes an object out; its place stays empty."""
        self._objects.pop(key, None)

    def values(self) -> Iterator[Json]:
        """All objects, oldest first."""
        return iter(list(self._objects.values()))

    def walk(self, wanted: Json, *, after: str | None, newest_first: bool) -> Iterator[Json]:
        """Objects whose indexed fields equal `wanted`, starting beyond the cursor `after`."""
        places = self._narrowest(wanted)
        edge = None if after is None else self._place[after]
        if newest_first:
            span = range((len(places) if edge is None else bisect_left(places, edge)) - 1, -1, -1)
        else:
            span = range(0 if edge is None else bisect_right(places, edge), len(places))
        for at in span:
            item = self._objects.get(self._order[places[at]])
            if item is not None and all(item.get(field) == value for field, value in wanted.items()):
                yield item

    def _narrowest(self, wanted: Json) -> "list[int] | range":
        choices = [self._index.get((field, value), []) for field, value in wanted.items()]
        return min(choices, key=len) if choices else range(len(self._order))
