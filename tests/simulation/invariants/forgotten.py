"""What is to be forgotten is gone 90 days after, whole and not before; what the books need is still there."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from shared.clock import parse_rfc3339
from tests.simulation.invariants.books import Books
from tests.simulation.invariants.broken import demand
from tests.support.simulation.table import Change

if TYPE_CHECKING:
    from tests.simulation.world import World

_KEPT: Final = timedelta(days=90)
_SKEW: Final = timedelta(seconds=41)
"""How far a machine's clock may be off here."""

_TYPED: Final = "buyer@example.com"
"""What buyers type at the provider."""

_ADDRESSES: Final = ("return_url", "cancel_url", "checkout_url")


def link_goes_in_time_and_whole(books: Books, change: Change) -> None:
    """Not before its day, not before it has ended, and nothing that names its token or lies under it stays."""
    link = change.old
    assert link is not None
    early = parse_rfc3339(link["created_at"]) + _KEPT - books.clock.now()
    demand(early <= _SKEW, "retention", f"link {link['id']} was forgotten {early} too early")
    ended = link["status"] in ("paid", "void", "expired")
    demand(ended, "M8", f"link {link['id']} was forgotten while it was {link['status']}")
    under = [key.sk for key in books.memory.items if key.pk == link["id"]]
    demand(not under, "retention", f"link {link['id']} has gone, {under} stay")
    for _, payment in books.of_kind("payment"):
        if payment.get("link_id") == link["id"]:
            kept = [name for name in _ADDRESSES if link["token"] in str(payment.get(name))]
            demand(not kept, "retention", f"link {link['id']} has gone, {payment['id']} keeps {kept}")
            flying = payment["state"] in ("pending", "unknown", "processing")
            demand(not flying, "M8", f"link {link['id']} has gone, {payment['id']} is {payment['state']}")
    named = books.payable(link["target_id"]).get("link_id")
    demand(named != link["id"], "retention", f"link {link['id']} has gone, its order names it")


def nothing_comes_back(_: Books, change: Change) -> None:
    """What has gone is not written again by a count that comes late, or by anything: each item says what it is."""
    demand(False, "retention", f"{change.key} was written anew as {sorted(change.new or {})}")


def attempt_belongs_to_a_link(books: Books, change: Change) -> None:
    """What is kept under a link is kept under one that is there, with its payment."""
    attempt = change.new
    assert attempt is not None
    there = bool(books.link(change.key.pk)) and bool(books.payment(attempt["payment_id"]))
    demand(there, "retention", f"{change.key} belongs to nothing")


def every_link_is_gone(world: "World") -> None:
    """After its day, there is no link."""
    left = [key.pk for kind in ("link", "attempt") for key, _ in world.books.of_kind(kind)]
    demand(not left, "retention", f"{left} are still there")


def nothing_personal_is_left(world: "World") -> None:
    """No token of a link anywhere, nothing of the buyer of an order that had one, and no address it was sent to; what a
    merchant is told itself goes to its own address, which stays.
    """
    tokens = [link.body["token"] for link in world.known.links]
    buyers = {order.body.get("customer", {}).get("email") for order in _with_links(world)} - {None}
    written = [change.new for change in world.memory.changes if change.new is not None]
    addresses = {item["to"] for item in written if item.get("kind") == "sending" and "notice_id" not in item} | {_TYPED}
    for key, item in world.memory.items.items():
        text = json.dumps(item)
        found = [word for word in (*tokens, *buyers, *addresses) if word in text]
        demand(not found, "retention", f"{key} still tells {found}")


def the_books_stay(world: "World") -> None:
    """Payments say what they collected, for which order, by which link; orders of nobody's link keep their buyer."""
    linked = {order.id for order in _with_links(world)}
    for order in world.known.orders:
        kept = "customer" in json.loads(world.books.order(order.id).get("details", "{}"))
        told = bool(order.body.get("customer"))
        demand(kept or not told or order.id in linked, "retention", f"order {order.id} lost its buyer without a link")
    for _, payment in world.books.of_kind("payment"):
        known = {"amount", "currency", "created_at", "state"} <= payment.keys()
        demand(known, "retention", f"payment {payment['id']} forgot what it was")


def _with_links(world: "World") -> list[Any]:
    written = [change.new for change in world.memory.changes if change.new is not None]
    ever = {item["target_id"] for item in written if item.get("kind") == "link"}
    return [order for order in world.known.orders if order.id in ever]


WHEN_FORGOTTEN: Final[tuple[Callable[["World"], None], ...]] = (
    every_link_is_gone,
    nothing_personal_is_left,
    the_books_stay,
)
