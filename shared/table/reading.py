"""Reading the items behind the keys that an index holds."""

from collections.abc import Sequence
from typing import Final

from shared.table.keys import Key
from shared.table.port import Item, Table

BATCH: Final = 100
"""The most that one call reads."""


def key_of(entry: Item) -> Key:
    """The primary key of an item, or of an index's entry of it."""
    return Key(entry["pk"], entry["sk"])


def read_items(table: Table, keys: Sequence[Key]) -> dict[Key, Item]:
    """Strongly consistent reads of any number of items, each once, in this order; missing ones are left out."""
    wanted, found = list(dict.fromkeys(keys)), dict[Key, Item]()
    for start in range(0, len(wanted), BATCH):
        for item in table.batch_get(wanted[start : start + BATCH]):
            found[key_of(item)] = item
    return found


def read_entries(table: Table, entries: Sequence[Item]) -> list[Item]:
    """The items behind entries of an index, as they are now; what has gone since is left out."""
    return list(read_items(table, [key_of(entry) for entry in entries]).values())
