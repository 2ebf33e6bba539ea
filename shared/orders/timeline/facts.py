"""What a change of an order's item is, told in words: pure, from the old and the new image of the stream.

Ids, amounts in minor units and reasons only; nothing of a person.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from shared.table.port import Item


class FactType(StrEnum):
    """What can happen to an order."""

    CREATED = "created"
    CHANGED = "changed"
    RELEASED = "released"
    LINK_CLOSED = "link_closed"
    LINK_MADE = "link_made"
    CLAIMED = "claimed"
    PENDING = "pending"
    AUTHORIZED = "authorized"
    AUTHORIZATION_EXPIRING = "authorization_expiring"
    CAPTURE_REFUSED = "capture_refused"
    AUTHORIZATION_LOST = "authorization_lost"
    AUTHORIZATION_LAPSED = "authorization_lapsed"
    QUEUED = "queued"
    DECLINED = "declined"
    PAID = "paid"
    REFUNDED = "refunded"
    DISPUTED = "disputed"
    DISPUTE_WON = "dispute_won"
    CANCELLED = "cancelled"
    COMPLETED = "completed"


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that happened; ``at`` is RFC 3339."""

    type: FactType
    at: str
    data: dict[str, Any]


Reader = Callable[[Item, Item], dict[str, Any] | None]


def facts_of(old: Item | None, new: Item, changed_at: str) -> Iterator[Fact]:
    """The facts of one change, in the order in which they are told.

    Their time is the order's own where it says one, else ``changed_at``, the stream's.
    """
    before = old or {}
    for fact_type, (reader, moment) in _READERS.items():
        data = reader(before, new)
        if data is not None:
            yield Fact(fact_type, str(new.get(moment, changed_at)), data)


def _created(old: Item, new: Item) -> dict[str, Any] | None:
    if old:
        return None
    return {"order": new["id"], **_kept(new, "amount", "currency", "amount_version", "collect")}


def _changed(old: Item, new: Item) -> dict[str, Any] | None:
    if not old or old["amount_version"] == new["amount_version"]:
        return None
    return _kept(new, "amount", "amount_version")


def _gone(name: str, data_name: str) -> Reader:
    """What the order named before and names no more; what paid it was not given up, if it is forgotten one day."""

    def read(old: Item, new: Item) -> dict[str, Any] | None:
        before = old.get(name)
        kept = before in (None, new.get(name)) or before in (new.get("paid_by"), new.get("paid_link"))
        return None if kept else {data_name: before}

    return read


def _named(name: str, data_name: str) -> Reader:
    """What the order names now and did not before."""

    def read(old: Item, new: Item) -> dict[str, Any] | None:
        return {data_name: new[name]} if name in new and new[name] != old.get(name) else None

    return read


def _pending(old: Item, new: Item) -> dict[str, Any] | None:
    if not _becomes(old, new, "payment_status", "pending"):
        return None
    return {"payment": new["claim"]} if "claim" in new else {}


def _authorized(old: Item, new: Item) -> dict[str, Any] | None:
    """Its buyer's money is reserved, and not taken."""
    if not _is_new(old, new, "authorized_at"):
        return None
    return ({"payment": new["claim"]} if "claim" in new else {}) | _kept(new, "authorized_amount", "capture_before")


def _moment_of_authorization(name: str) -> Reader:
    """What happens to what is reserved, by the moment that says so."""

    def read(old: Item, new: Item) -> dict[str, Any] | None:
        if not _is_new(old, new, name):
            return None
        claim = new.get("claim", old.get("claim"))
        return {"payment": claim} if claim else {}

    return read


def _is_new(old: Item, new: Item, name: str) -> bool:
    return name in new and new[name] != old.get(name)


def _queued(old: Item, new: Item) -> dict[str, Any] | None:
    decision = ("unpaid_reason", "shortfall", "queued_at")
    if new.get("unpaid_reason") in (None, "declined") or all(old.get(name) == new.get(name) for name in decision):
        return None
    reason: dict[str, Any] = {"reason": new["unpaid_reason"]}
    return reason | _kept(new, "shortfall")


def _declined(old: Item, new: Item) -> dict[str, Any] | None:
    """No method of a charge paid it."""
    if "declined_at" not in new or new["declined_at"] == old.get("declined_at"):
        return None
    return {"payment": old["claim"]} if "claim" in old else {}


def _paid(old: Item, new: Item) -> dict[str, Any] | None:
    if "paid_by" not in new or "paid_by" in old:
        return None
    return {"payment": new["paid_by"], "means": new.get("paid_means"), "amount": new.get("paid_amount")}


def _refunded(old: Item, new: Item) -> dict[str, Any] | None:
    """The amount so far; a refund that fails after all takes it back."""
    if old.get("refunded_amount", 0) != new.get("refunded_amount", 0):
        return {"amount": new.get("refunded_amount", 0)}
    # An order that is credited back whole may say so by its status alone.
    whole = _becomes(old, new, "payment_status", "refunded") and "refunded_amount" not in new
    return {"amount": new.get("paid_amount")} if whole else None


def _disputed(old: Item, new: Item) -> dict[str, Any] | None:
    more = new["payment_status"] == "disputed" and old.get("disputed_amount") != new.get("disputed_amount")
    if not more and not _becomes(old, new, "payment_status", "disputed"):
        return None
    return {"amount": new["disputed_amount"]} if "disputed_amount" in new else {}


def _dispute_won(old: Item, new: Item) -> dict[str, Any] | None:
    """No longer disputed, and nothing of it went back."""
    over = old.get("payment_status") == "disputed" and new["payment_status"] != "disputed"
    return {} if over and old.get("refunded_amount", 0) == new.get("refunded_amount", 0) else None


def _ended(status: str) -> Reader:
    def read(old: Item, new: Item) -> dict[str, Any] | None:
        return _kept(new, "payment_status") if _becomes(old, new, "status", status) else None

    return read


def _becomes(old: Item, new: Item, name: str, value: str) -> bool:
    return bool(new[name] == value and old.get(name) != value)


def _kept(item: Item, *names: str) -> dict[str, Any]:
    return {name: item[name] for name in names if name in item}


_NO_TIME: Final = ""
_READERS: Final[dict[FactType, tuple[Reader, str]]] = {
    FactType.CREATED: (_created, "created_at"),
    FactType.CHANGED: (_changed, "changed_at"),
    FactType.RELEASED: (_gone("claim", "payment"), _NO_TIME),
    FactType.LINK_CLOSED: (_gone("link_id", "link"), _NO_TIME),
    FactType.LINK_MADE: (_named("link_id", "link"), _NO_TIME),
    FactType.CLAIMED: (_named("claim", "payment"), _NO_TIME),
    FactType.PENDING: (_pending, _NO_TIME),
    FactType.AUTHORIZED: (_authorized, "authorized_at"),
    FactType.AUTHORIZATION_EXPIRING: (_moment_of_authorization("warned_at"), "warned_at"),
    FactType.CAPTURE_REFUSED: (_moment_of_authorization("capture_refused_at"), "capture_refused_at"),
    FactType.AUTHORIZATION_LOST: (_moment_of_authorization("lost_at"), "lost_at"),
    FactType.AUTHORIZATION_LAPSED: (_moment_of_authorization("lapsed_at"), "lapsed_at"),
    FactType.QUEUED: (_queued, "queued_at"),
    FactType.DECLINED: (_declined, "declined_at"),
    FactType.PAID: (_paid, "paid_at"),
    FactType.REFUNDED: (_refunded, _NO_TIME),
    FactType.DISPUTED: (_disputed, _NO_TIME),
    FactType.DISPUTE_WON: (_dispute_won, _NO_TIME),
    FactType.CANCELLED: (_ended("cancelled"), "cancelled_at"),
    FactType.COMPLETED: (_ended("completed"), "completed_at"),
}
