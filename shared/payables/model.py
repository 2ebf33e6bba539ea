"""What payments and links need to know of whatever they are for, and the values that its writes are made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from shared.errors import Conflict


class Payable(Protocol):
    """Something that is paid at most once (rule M2), in minor units of its currency.

    ``claim`` is the payment that alone may collect now; ``link_id`` its open link. ``refunded_amount`` and
    ``disputed_amount`` are the parts of ``paid_amount`` that went back, and that a bank withdrew.
    """

    @property
    def id(self) -> str:
        """Its prefix tells the kind."""
        ...

    @property
    def merchant_id(self) -> str:
        """Whose it is."""
        ...

    @property
    def amount(self) -> int:
        """What is due."""
        ...

    @property
    def currency(self) -> str:
        """ISO 4217."""
        ...

    @property
    def amount_version(self) -> int:
        """Counts the amounts that it ever had: a payment is for one of them (rule M12)."""
        ...

    @property
    def claim(self) -> str | None:
        """Who may collect."""
        ...

    @property
    def link_id(self) -> str | None:
        """On which page it can be paid."""
        ...

    @property
    def paid_by(self) -> str | None:
        """The payment that settled it."""
        ...

    @property
    def paid_amount(self) -> int | None:
        """What that collected for it."""
        ...

    @property
    def refunded_amount(self) -> int | None:
        """What went back."""
        ...

    @property
    def disputed_amount(self) -> int | None:
        """What a bank withdrew."""
        ...

    @property
    def payable(self) -> bool:
        """Whether a payment may begin, as far as this can tell: its claim is another matter."""
        ...

    @property
    def awaits_money(self) -> bool:
        """Whether a payment that was submitted is on its way."""
        ...

    @property
    def authorized(self) -> bool:
        """Whether the money of that payment is reserved, and taken only when the shop says so."""
        ...

    @property
    def closed_because(self) -> str | None:
        """Why no money can settle it any more, as a stable code; ``None`` while some can."""
        ...

    @property
    def settled(self) -> bool:
        """Whether it was paid, whatever went back since."""
        ...

    @property
    def withdrawn(self) -> bool:
        """Whether nobody wants it paid any more."""
        ...

    @property
    def number(self) -> str:
        """What people call it by, beside the word for its kind."""
        ...

    @property
    def customer(self) -> Mapping[str, Any]:
        """What was told of whoever is to pay: ``email``, ``phone``, ``locale``, if anything."""
        ...

    def refusal(self) -> Conflict:
        """Why no payment may begin."""
        ...


@dataclass(frozen=True, slots=True)
class Version:
    """A payable at one amount version: what a payment was made for."""

    id: str
    merchant_id: str
    amount_version: int


@dataclass(frozen=True, slots=True)
class PaidBy:
    """What a payable keeps of the payment that settled it."""

    payment_id: str
    means: str
    amount: int
    at: datetime
    link_id: str | None = None


def version_of(payable: Payable) -> Version:
    """As it was read."""
    return Version(payable.id, payable.merchant_id, payable.amount_version)


def left_of(payable: Payable) -> int:
    """What of its price has neither gone back nor been withdrawn."""
    return (payable.paid_amount or 0) - (payable.refunded_amount or 0) - (payable.disputed_amount or 0)
