"""What an order's amount is made of, as ``POST /v1/orders`` takes it: parts that add up exactly, or none."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from shared.money import MAX_AMOUNT
from shared.shops.mapping.people import clean
from shared.shops.mapping.port import Json

LEFT_OUT: Final = {"items": "left_out"}
"""What an order's metadata says when its parts do not add up to its amount."""

_MAX_LINES: Final = 500
_MAX_QUANTITY: Final = 100_000
_LETTERS: Final = 200


@dataclass(frozen=True, slots=True)
class Line:
    """``quantity`` pieces at ``unit_amount`` minor units."""

    description: str
    quantity: int
    unit_amount: int


@dataclass(frozen=True, slots=True)
class Extras:
    """Minor units that come to the lines, and the discount that goes off them."""

    shipping: int = 0
    tax: int = 0
    discount: int = 0


def described(*texts: object) -> str:
    """A line's description: what is text of ``texts``, one after the other, at most 200 letters of it."""
    words = (clean(text) for text in texts)
    return clean(" - ".join(word for word in words if word), _LETTERS) or "-"


def parts_of(amount: int, lines: Sequence[Line], choices: Iterable[Extras]) -> Json:
    """``items``, ``shipping``, ``tax`` and ``discount`` with the first extras that lead to ``amount`` exactly.

    Shops round, and say a discount in more than one place: what does not add up is left out, never bent. Empty for
    none, and for lines that an order cannot hold (more than 500, a price below zero).
    """
    if not 0 < len(lines) <= _MAX_LINES or not all(map(_can_be_held, lines)):
        return {}
    gross = sum(line.quantity * line.unit_amount for line in lines)
    for extras in choices:
        named = {"shipping": extras.shipping, "tax": extras.tax, "discount": extras.discount}
        if not all(0 <= value <= MAX_AMOUNT for value in named.values()):
            continue
        if gross + extras.shipping + extras.tax - extras.discount == amount:
            items = [
                {"description": x.description, "quantity": x.quantity, "unit_amount": x.unit_amount} for x in lines
            ]
            return {"items": items} | {name: value for name, value in named.items() if value}
    return {}


def _can_be_held(line: Line) -> bool:
    return 1 <= line.quantity <= _MAX_QUANTITY and 0 <= line.unit_amount <= MAX_AMOUNT
