"""What every shop system's order is read into: one order as it stands in the shop, at one moment."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, Protocol

from shared.errors import FieldError

Json = Mapping[str, Any]

REASONS: Final[dict[str, str]] = {
    "other_topic": "a topic that says nothing of whether an order is to be paid",
    "test_order": "a test order; the connection takes none",
    "partial_payload": "names an order and does not say how it stands; the order's update does",
    "draft": "the shop's customer has not placed it yet",
}
"""Why a delivery asks for nothing, by code."""


class ShopState(StrEnum):
    """How an order stands in the shop.

    ``unpaid``: what is due is to be collected. ``reserved``: the shop's own gateway holds the buyer's money, or has it
    under way; nobody collects, until the shop says how that ended. ``paid``: the shop has the money, or nothing was
    due. ``cancelled``: nobody wants it any more.
    """

    UNPAID = "unpaid"
    RESERVED = "reserved"
    PAID = "paid"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Terms:
    """What an order is about, in minor units of ``currency``.

    ``amount`` is what is due; of an order that is paid in the shop, what it cost its buyer after what went back.
    ``parts`` are ``items``, ``shipping``, ``tax`` and ``discount`` as ``POST /v1/orders`` takes them, where they add up
    to ``amount`` exactly; otherwise there are none, and ``metadata`` says so. ``customer`` has the fields that an order
    may hold of a buyer, each valid, as far as the shop tells them.
    """

    amount: int
    currency: str
    parts: Json = field(default_factory=dict)
    customer: Json = field(default_factory=dict)
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ShopOrder:
    """An order of a shop as it stood at ``said_at``, by the shop's own clock (UTC); ``None``: it does not say when.

    ``external_id`` is the shop's own id of it, ``number`` what the shop's people call it. ``terms`` is there for
    ``unpaid`` and ``paid``.
    """

    external_id: str
    state: ShopState
    said_at: datetime | None
    number: str | None = None
    terms: Terms | None = None


@dataclass(frozen=True, slots=True)
class Nothing:
    """A delivery that asks for nothing; ``reason`` is a code of :data:`REASONS`."""

    reason: str


@dataclass(frozen=True, slots=True)
class Rules:
    """What a merchant chose for a connection: which of two currencies counts, which are taken (``None``: all), and
    whether test orders are orders."""

    currency: str = "shop"
    currencies: tuple[str, ...] | None = None
    test_orders: bool = False


class Unmappable(Exception):
    """What a shop sent cannot be read as an order, or breaks a rule of ours; nothing is changed.

    ``code`` is stable, the text is for the merchant and holds none of the buyer's data; ``errors`` name the fields of
    what the shop sent.
    """

    def __init__(self, code: str, message: str, errors: tuple[FieldError, ...] = ()) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.errors = errors


class Reader(Protocol):
    """Reads what one shop system sends. Raises :class:`Unmappable`."""

    def __call__(self, topic: str, payload: Json, rules: Rules) -> ShopOrder | Nothing:
        """``payload`` is what :func:`shared.shops.mapping.parsing.parsed` makes of a body: none of it is a float."""
        ...
