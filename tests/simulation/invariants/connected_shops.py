"""The simulation's own books on connected shops: what they say, what was kept of it, and what was made of that."""

import base64
import gzip
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from shared.clock import parse_rfc3339
from shared.table.port import Item
from tests.support.simulation.shop_payloads import Stand, Statement
from tests.support.simulation.shop_systems import Shop

Moment = tuple[float, float]
Named = tuple[str, int]
"""An order of a shop: its domain, and the number there."""
DONE = frozenset({"applied", "unchanged", "conflict"})
"""Outcomes of deliveries that were newer than all before."""


@dataclass(slots=True)
class Kept:
    """A delivery as it stands, and what it says; ``None`` when it says nothing of an order."""

    item: Item
    named: Named | None
    says: Statement | None

    @property
    def moment(self) -> Moment:
        """What is newer is greater: by the shop's clock, then by when it was sent."""
        assert self.says is not None
        sent = parse_rfc3339(self.item["sent_at"]).timestamp()
        return (sent if self.says.stand is Stand.DELETED else self.says.said, sent)

    @property
    def came_too_early(self) -> bool:
        """Said after it came, by a machine's slow clock: what is newer than that cannot be told by times."""
        received = parse_rfc3339(self.item["received_at"]).timestamp()
        return self.says is not None and self.says.said > received


@dataclass(slots=True)
class ConnectedShops:
    """``shops`` by domain. ``said`` is what a body says, and of whose order; ``kept`` are deliveries by id.

    ``paused`` and ``removed`` are since when, in seconds, a connection is; ``touched`` are orders that somebody changed
    or cancelled by the API itself.
    """

    shops: dict[str, Shop] = field(default_factory=dict)
    said: dict[bytes, tuple[str, Statement]] = field(default_factory=dict)
    garbled: set[bytes] = field(default_factory=set)
    intruders: set[bytes] = field(default_factory=set)
    objects: dict[str, bytes] = field(default_factory=dict)
    kept: dict[str, Kept] = field(default_factory=dict)
    told_of: dict[Named, list[Kept]] = field(default_factory=lambda: defaultdict(list))
    orders: dict[str, Named] = field(default_factory=dict)
    paused: dict[str, float] = field(default_factory=dict)
    removed: dict[str, float] = field(default_factory=dict)
    touched: set[str] = field(default_factory=set)
    external: dict[str, str] = field(default_factory=dict)
    """By order the payment that records that its shop was paid."""

    def body_of(self, item: Item) -> bytes:
        """What came, wherever it lies."""
        text = item["body"] if "body" in item else self.objects[f"deliveries/{item['id']}"].decode()
        return gzip.decompress(base64.b64decode(text))

    def keep(self, item: Item) -> Kept:
        """One more, or another outcome of one."""
        known = self.kept.get(item["id"])
        if known is not None:
            known.item = item
            return known
        domain, says = self.said.get(self.body_of(item), (None, None))
        named = (domain, says.number) if domain is not None and says is not None else None
        kept = self.kept[item["id"]] = Kept(item, named, says)
        if named is not None:
            self.told_of[named].append(kept)
        return kept

    def last_done(self, named: Named) -> Kept | None:
        """The newest that was dealt with; ``None`` while a newer one is under way, or there is none."""
        told = self.told_of.get(named, ())
        if any(each.came_too_early for each in told):
            return None
        newest = max((each for each in told if each.item["outcome"] in DONE), key=_moment, default=None)
        under_way = [each for each in told if each.item["outcome"] in ("received", "waiting")]
        if newest is None or any(each.moment >= newest.moment for each in under_way):
            return None
        return newest

    def all_named(self) -> Iterator[Named]:
        """Each order that any shop told of and was heard."""
        return iter(self.told_of)


def _moment(kept: Kept) -> Moment:
    return kept.moment
