"""The table's stream: every item's changes in order, items in any order."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from shared.table.keys import Key
from shared.table.marshal import to_wire
from shared.table.port import Item
from tests.support.simulation.table import Change

Json = dict[str, Any]
_ORDERS: Final[Sequence[Json]] = (
    {"NewImage": {"kind": {"S": "order"}, "pk": {"S": "ord_1"}}},
    {"NewImage": {"kind": {"S": "order"}, "amount": {"B": "AA=="}}},
)
UNREADABLE: Final[Mapping[str, Sequence[Json]]] = {
    "record_timeline": _ORDERS,
    "relay_events": (
        *_ORDERS,
        {"NewImage": {"kind": {"S": "payment"}, "means": {"S": "checkout"}, "amount": {"N": "4.5"}}},
        {"NewImage": {"kind": {"S": "wallet"}, "drain_asked_at": {"S": "2026-11-22T03:12:42.000Z"}}},
    ),
}
"""Images that a newer or a broken writer could leave, by function that reads them."""


class Wire:
    """Records as functions get them (NEW_AND_OLD_IMAGES), each written once: for both readers, and for every repeat."""

    def __init__(self) -> None:
        self._images: dict[int, Json] = {}
        self._records: dict[int, Json] = {}

    def record(self, change: Change, happened: int) -> Json:
        """One change that happened at this second since 1970."""
        found = self._records.get(change.number)
        if found is None:
            found = self._records[change.number] = as_record(change, happened, self._image)
        return found

    def _image(self, item: Item) -> Json:
        """What is new in one change is old in the next: by identity, which lasts, for the table keeps every change."""
        found = self._images.get(id(item))
        if found is None:
            found = self._images[id(item)] = to_wire(item)
        return found


class Stream:
    """What its ``reader`` was not told yet, by item; an item whose records are out waits with the rest of its own."""

    def __init__(self, reader: str, wire: Wire) -> None:
        self.reader = reader
        self._wire = wire
        self._happened: dict[int, int] = {}
        self._waiting: dict[Key, list[Change]] = {}
        self._out: set[Key] = set()
        self.told: list[Change] = []
        self.poisoned: list[Json] = []
        self.aside = 0

    def poison(self, image: Json) -> None:
        """A record that nobody can read comes before all others."""
        number = f"{self.aside + len(self.poisoned):032x}"
        self.poisoned.append({"eventID": number, "eventName": "INSERT", "dynamodb": image})

    def set_aside(self, records: Sequence[Json]) -> None:
        """A batch with these has passed."""
        self.poisoned = [record for record in self.poisoned if record not in records]
        self.aside += len(records)

    def add(self, change: Change, happened: int) -> None:
        """This has just happened, at this second since 1970."""
        self._happened[change.number] = happened
        waiting = self._waiting.get(change.key)
        if waiting is None:
            self._waiting[change.key] = [change]
        else:
            waiting.append(change)

    def items(self) -> list[Key]:
        """Items with something to tell."""
        return [key for key in self._waiting if key not in self._out]

    def take(self, keys: Sequence[Key], most: int) -> list[Change]:
        """The first ``most`` changes of each of these items, in this order of items."""
        taken = []
        for key in keys:
            self._out.add(key)
            taken += self._waiting[key][:most]
        return taken

    def give_back(self, changes: Sequence[Change], *, relayed: bool) -> None:
        """The batch has ended; what was not relayed comes again."""
        self._out.difference_update([change.key for change in changes])
        if not relayed:
            return
        self.told += changes
        gone = {change.number for change in changes}
        for key in {change.key: None for change in changes}:
            rest = [each for each in self._waiting.get(key, ()) if each.number not in gone]
            if rest:
                self._waiting[key] = rest
            else:
                self._waiting.pop(key, None)

    def record(self, change: Change) -> Json:
        """As a function gets it (NEW_AND_OLD_IMAGES)."""
        return self._wire.record(change, self._happened[change.number])


def as_record(change: Change, happened: float, wire: Callable[[Item], Json]) -> Json:
    """One change as a function gets it, with both images; ``happened`` in seconds since 1970."""
    told: Json = {
        "Keys": {"pk": {"S": change.key.pk}, "sk": {"S": change.key.sk}},
        "SequenceNumber": f"{change.number:021d}",
        # The size steers nothing but how many orders go to a message.
        "SizeBytes": 40 * len(change.new or ()),
        "ApproximateCreationDateTime": happened,
        "StreamViewType": "NEW_AND_OLD_IMAGES",
    }
    if change.old is not None:
        told["OldImage"] = wire(change.old)
    if change.new is not None:
        told["NewImage"] = wire(change.new)
    kind = "INSERT" if change.old is None else "REMOVE" if change.new is None else "MODIFY"
    return {"eventID": told["SequenceNumber"], "eventName": kind, "eventSource": "aws:dynamodb", "dynamodb": told}
