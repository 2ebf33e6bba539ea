"""Which partitions a write touches, and with how many units: of the table, and of each index for itself."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from bench.hot_keys.limits import TRANSACTION_FACTOR
from bench.units.charges import Change
from bench.units.indexes import INDEXES, index_writes, kilobytes
from shared.table import keys
from shared.table.keys import DUE_SHARDS, SETTLED_SHARDS

TABLE: Final = "table"
Partition = tuple[str, str]
"""The table or the name of an index, and the partition key there."""


def charges_of(changes: Iterable[Change], *, transaction: bool) -> Counter[Partition]:
    """Write units by partition: in a transaction each item counts twice, its index entries once."""
    charges: Counter[Partition] = Counter()
    for change in changes:
        item = change.after or change.before or {}
        units = max(kilobytes(change.before), kilobytes(change.after))
        charges[TABLE, item["pk"]] += units * (TRANSACTION_FACTOR.value or 1 if transaction else 1)
        for index in INDEXES:
            for write in index_writes(index, change.before, change.after):
                charges[index.name, write.partition] += write.units
    return charges


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of partition. ``places`` is how many there are for one merchant; ``None``: each thing has its own."""

    name: str
    index: str
    pattern: re.Pattern[str]
    places: Callable[[], int] | None


def _kind(name: str, index: str, pattern: str, places: Callable[[], int] | None = None) -> Kind:
    return Kind(name, index, re.compile(pattern), places)


def _one() -> int:
    return 1


KINDS: Final = (
    _kind("list index, shard of orders", "list", r"mer_\w+#order#\d+", lambda: keys.ORDER_SHARDS),
    _kind("due index, shard of what waits", "due", r"mer_\w+#waiting#\d+", lambda: keys.WAITING_SHARDS),
    _kind("list index, the merchant's links", "list", r"mer_\w+#link", _one),
    _kind("list index, a payment's returns", "list", r"pay_.+"),
    _kind("list index, payments settled on a day", "list", r"settled#\d{4}-\d\d-\d\d#\d+", lambda: SETTLED_SHARDS),
    _kind("due index, payments of all merchants", "due", r"due#payment#\d+", lambda: DUE_SHARDS),
    _kind("due index, payments to clear of all merchants", "due", r"due#clearing#\d+", lambda: DUE_SHARDS),
    _kind("due index, links of all merchants", "due", r"due#link#\d+", lambda: DUE_SHARDS),
    _kind("due index, ended links of all merchants", "due", r"due#purge#\d+", lambda: DUE_SHARDS),
    _kind("due index, returns of all merchants", "due", r"due#refund#\d+", lambda: DUE_SHARDS),
    _kind("due index, wallets of all merchants", "due", r"due#wallet#\d+", lambda: DUE_SHARDS),
    _kind("journal page", TABLE, r"mer_\w+#[A-Z]{3}#\d+"),
    _kind("merchant's wallets", TABLE, r"mer_\w+", _one),
    _kind("order", TABLE, r"ord_\w+"),
    _kind("payment", TABLE, r"pay_\w+"),
    _kind("link", TABLE, r"lnk_\w+"),
    _kind("return", TABLE, r"rfd_\w+"),
    _kind("inbound event", TABLE, r"evt_\w+"),
)


def kind_of(partition: Partition) -> Kind:
    """The kind that a partition is of. Raises ``LookupError`` for one that nobody has thought of."""
    index, key = partition
    for kind in KINDS:
        if kind.index == index and kind.pattern.fullmatch(key):
            return kind
    raise LookupError(f"no kind of partition: {partition}")
