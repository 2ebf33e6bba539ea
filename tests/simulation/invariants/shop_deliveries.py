"""What shops deliver: kept when it is the shop's, answered by what was kept, and decided on once for each turn."""

from typing import TYPE_CHECKING, Final

from shared.clock import parse_rfc3339
from shared.shops.systems import ShopSystem
from shared.table.shop_keys import connection_key
from tests.simulation.invariants.books import Books
from tests.simulation.invariants.broken import demand
from tests.support.simulation.shop_systems import Sending
from tests.support.simulation.table import Change

if TYPE_CHECKING:
    from tests.simulation.world import World

_FIXED: Final = ("connection_id", "merchant_id", "topic", "event", "body", "received_at", "sent_at", "size", "ttl")
_DECIDED: Final = frozenset({"applied", "unchanged", "stale", "conflict", "waiting", "rejected", "ignored"})
_TRIES: Final = 4
"""After the first, of what waits for a payment."""
_CLOCKS: Final = 120.0
"""Seconds by which a machine's clock, or how long its calls take, may move what expires."""


def expected_answer(
    books: Books, system: ShopSystem, connection_id: str, sending: Sending, secret: str
) -> tuple[int, ...]:
    """What a call is to be answered that nothing meets on its way."""
    item = books.memory.items.get(connection_key(connection_id))
    if item is None or item["system"] != system:
        return (401,)
    now, certain, live = books.clock.seconds(), False, False
    for _, value, _, expires, _ in item["secrets"]:
        if value == secret:
            left = parse_rfc3339(expires).timestamp() - now if expires else _CLOCKS + 1
            live |= left > -_CLOCKS
            certain |= left > _CLOCKS
    signed = (401,) if not live else (200,) if certain else (200, 401)
    return signed if item["domain"] == sending.source else (401,)


def answer_fits(
    world: "World", connection_id: str, sending: Sending, status: int, wanted: tuple[int, ...] | None, before: int
) -> None:
    """200 means kept, whole; 401 means that nothing was written; which of them it is depends on who signed."""
    name = f"{sending.topic} {sending.event[:6]} of {sending.source}"
    if status not in (200, 401, 503) or (wanted is not None and status not in (*wanted, 503)):
        world.failures.append(f"shops: {name} was answered {status}, not {wanted}")
    if status == 200 and not _is_kept(world, connection_id, sending):
        world.failures.append(f"shops: {name} was answered 200, and is not kept")
    if status == 401 and wanted is not None and len(world.memory.changes) > before:
        world.failures.append(f"shops: {name} was answered 401, and something was written")


def _is_kept(world: "World", connection_id: str, sending: Sending) -> bool:
    shops = world.books.connected
    for kept in shops.kept.values():
        item = kept.item
        same = (item["connection_id"], item["topic"], item["event"]) == (connection_id, sending.topic, sending.event)
        if same and item["size"] == len(sending.body) and shops.body_of(item) == sending.body:
            return True
    return False


def connection_is_followed(books: Books, change: Change) -> None:
    """Since when it is paused, by the true clock."""
    shops, new = books.connected, change.new
    assert new is not None
    shops.removed.pop(new["id"], None)
    if "paused_at" in new:
        shops.paused.setdefault(new["id"], books.clock.seconds())
    else:
        shops.paused.pop(new["id"], None)


def removal_is_followed(books: Books, change: Change) -> None:
    """Since when it is gone."""
    shops, old = books.connected, change.old
    assert old is not None
    shops.paused.pop(old["id"], None)
    shops.removed[old["id"]] = books.clock.seconds()


def delivery_is_the_shops_own(books: Books, change: Change) -> None:
    """What is kept is what a shop said, to its own connection, and never changes; nobody else's is kept."""
    old, new = change.old, change.new
    assert new is not None
    shops, name = books.connected, f"delivery {new['id']}"
    kept = shops.keep(new)
    if old is not None:
        demand(all(old.get(each) == new.get(each) for each in _FIXED), "shops", f"{name} became another")
        return
    demand(shops.body_of(new) not in shops.intruders, "shops", f"{name} is an intruder's")
    if kept.named is not None:
        own = shops.shops[kept.named[0]].connection_id
        demand(own is None or new["connection_id"] == own, "M10", f"{name} is of another shop's order")


def delivery_is_decided_once(books: Books, change: Change) -> None:
    """By one that began while its connection took orders; taken up anew it has another turn, or another try."""
    old, new = change.old, change.new
    assert new is not None
    shops, name = books.connected, f"delivery {new['id']}"
    if old is None or old["outcome"] == new["outcome"]:
        return
    if new["outcome"] == "received":
        anew = (new["turn"], new["tries"]) > (old["turn"], old["tries"])
        demand(anew, "shops", f"{name} is taken up anew as the same turn")
    elif new["outcome"] in _DECIDED:
        open_ = old["outcome"] in ("received", "held")
        demand(open_, "shops", f"{name} goes from {old['outcome']} to {new['outcome']}")
        began = books.began()
        paused = shops.paused.get(new["connection_id"], began)
        demand(paused >= began, "shops", f"{name} is {new['outcome']}, its connection is paused")
        pending = (new["outcome"], new.get("reason")) == ("conflict", "payment_pending")
        demand(not pending or new["tries"] >= _TRIES, "shops", f"{name} was given up after {new['tries']} more tries")
        gone = shops.removed.get(new["connection_id"], began)
        fits = new["outcome"] == "ignored" and new.get("reason") == "connection_removed"
        demand(gone >= began or fits, "shops", f"{name} is {new['outcome']}, its connection is gone")
