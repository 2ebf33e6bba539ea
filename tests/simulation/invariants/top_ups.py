"""Linked methods at work for wallets: one top-up at a time, none in a wait, each that came in the journal once."""

from collections import Counter
from typing import TYPE_CHECKING

from pydantic_core import from_json

from shared.clock import rfc3339
from shared.table.port import Item
from shared.table.refill_keys import refill_key
from tests.simulation.invariants.books import Books
from tests.simulation.invariants.broken import demand
from tests.support.simulation.table import Change

if TYPE_CHECKING:
    from tests.simulation.world import World

_FLYING = ("pending", "unknown", "processing")
_FAILURES = {"top_up": "top_up_failures", "collecting": "collect_failures"}


def one_top_up_at_a_time(books: Books, change: Change) -> None:
    """A top-up by a linked method begins only in its wallet's place, and while none of that wallet is on its way."""
    payment = change.new
    assert payment is not None
    if change.old is not None or not _is_top_up(payment):
        return
    wallet = (payment["merchant_id"], payment["currency"])
    own = [each for _, each in books.of_kind("payment") if (each["merchant_id"], each["currency"]) == wallet]
    flying = {each["id"] for each in own if _is_top_up(each) and each["state"] in _FLYING} | {payment["id"]}
    demand(len(flying) == 1, "top-up", f"{sorted(flying)} are on their way at once")
    place = books.memory.items.get(refill_key(*wallet), {}).get("top_up", [None])[0]
    demand(place == payment["id"], "top-up", f"{payment['id']} is a top-up beside its place, which has {place}")


def charges_are_agreed_to_and_in_time(books: Books, change: Change) -> None:
    """Nothing begins by itself without agreement, nor before the wait after a failure is over."""
    old, new = change.old or {}, change.new
    assert new is not None
    agreed = {"threshold": "automatic", "schedule": "schedule", "orders": "collects"}
    for place, failures in _FAILURES.items():
        if place not in new or new[place] == old.get(place):
            continue
        payment_id, cause = new[place]
        demand(place not in old, "top-up", f"{payment_id} takes the place of {old.get(place)}")
        if cause == "request":
            continue
        demand(agreed[cause] in old, "consent", f"{payment_id} was not agreed to")
        held = old[failures][4] if failures in old else ""
        now = rfc3339(books.clock.now())
        demand(held <= now, "top-up", f"{payment_id} begins at {now}, nothing was to before {held}")


def places_are_free_and_wallets_full(world: "World") -> None:
    """At rest: nothing is on its way; a low wallet has been topped up, or waits after a failure."""
    for _, refill in world.books.of_kind("refill"):
        name = f"{refill['merchant_id']}.{refill['currency']}"
        demand(not _FAILURES.keys() & refill.keys(), "liveness", f"{name} has a charge on its way for ever")
        if "automatic" not in refill or "top_up_failures" in refill:
            continue
        balance = _wallet(world, refill).get("balance", 0)
        demand(balance >= refill["automatic"]["threshold"], "liveness", f"{name} has {balance} and is left so")


def top_ups_are_in_the_journal_once(world: "World") -> None:
    """At rest: each that succeeded, and no other."""
    lines = Counter[str]()
    for _, page in world.books.of_kind("page"):
        lines.update(reference for kind, reference, _ in from_json(page["lines"]) if kind == "top_up")
    for _, payment in world.books.of_kind("payment"):
        if _is_top_up(payment):
            wanted = int(payment["state"] == "succeeded")
            demand(
                lines[payment["id"]] == wanted, "M1", f"{payment['id']} is in the journal {lines[payment['id']]} times"
            )


def waits_for_its_turn(item: Item) -> bool:
    """Only the next turn of a schedule, or the end of a wait, is due: it need not come for all to be at rest."""
    if item["kind"] != "refill" or {"top_up", "collecting", "look_at"} & item.keys():
        return False
    return bool(item["due_sk"].partition("#")[0] > item.get("asked_at", ""))


def _is_top_up(payment: Item) -> bool:
    return payment["means"] == "saved_method" and "orders" not in payment


def _wallet(world: "World", refill: Item) -> Item:
    return next(
        (
            wallet
            for _, wallet in world.books.of_kind("wallet")
            if (wallet["merchant_id"], wallet["currency"]) == (refill["merchant_id"], refill["currency"])
        ),
        {},
    )
