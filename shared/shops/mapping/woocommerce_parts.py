"""What a WooCommerce order's total is made of.

``WC_Abstract_Order::calculate_totals``: total = Σ lines' ``total`` + Σ fees + shipping + taxes, all but the taxes net,
whatever ``prices_include_tax`` says; ``discount_total`` = Σ lines' ``subtotal`` - Σ lines' ``total``.
"""

import html
import re
from collections.abc import Mapping
from typing import Final

from shared.shops.mapping.amounts import refused, signed_amount_at
from shared.shops.mapping.parts import LEFT_OUT, Extras, Line, parts_of
from shared.shops.mapping.people import clean
from shared.shops.mapping.port import Json, Unmappable

_MAX_QUANTITY: Final = 100_000
_LETTERS: Final = 200
_DIGITS: Final = 15
"""More than any quantity has; writing out what a JSON number can name may not end."""
_WHOLE: Final = re.compile(r"([0-9]{1,15})(?:\.0+)?", re.ASCII)


def terms_of_parts(order: Json, amount: int, currency: str) -> tuple[Json, Mapping[str, str]]:
    """The parts that add up to ``amount``, and what the metadata says of them.

    None for an order whose lines cannot be told exactly (a shop may round to more digits than its currency has), or of
    which a part was refunded: what is to be paid is said by ``amount``, and lines are no reason to refuse it.
    """
    try:
        parts = _parts(order, amount, currency)
    except Unmappable:
        parts = {}
    return parts, {} if parts else LEFT_OUT


def _parts(order: Json, amount: int, currency: str) -> Json:
    lines = [_line(line, currency) for line in _records(order, "line_items")]
    fees = [
        (_name(fee), signed_amount_at(fee.get("total"), currency, "fee_lines")) for fee in _records(order, "fee_lines")
    ]
    # A tip or a surcharge is a fee; a fee below zero takes something off, as store credit does.
    lines += [Line(name, 1, fee) for name, fee in fees if fee >= 0]
    extras = Extras(
        shipping=signed_amount_at(order.get("shipping_total"), currency, "shipping_total"),
        tax=signed_amount_at(order.get("total_tax"), currency, "total_tax"),
        discount=signed_amount_at(order.get("discount_total"), currency, "discount_total")
        - sum(fee for _, fee in fees if fee < 0),
    )
    return parts_of(amount, lines, [extras])


def _records(order: Json, field: str) -> list[Json]:
    found = order.get(field) or []
    if not isinstance(found, list) or not all(isinstance(each, Mapping) for each in found):
        raise refused("field_missing", "no list of lines", field)
    return found


def _line(line: Json, currency: str) -> Line:
    """By ``subtotal``, before discounts. ``price`` is the discounted one, divided as a float, and is not looked at."""
    subtotal, name = signed_amount_at(line.get("subtotal"), currency, "line_items"), _name(line)
    quantity = _quantity(line.get("quantity"))
    if isinstance(quantity, int) and subtotal % quantity == 0:
        return Line(name, quantity, subtotal // quantity)
    return Line(f"{quantity} \N{MULTIPLICATION SIGN} {name}"[:_LETTERS] if quantity else name, 1, subtotal)


def _quantity(value: object) -> int | str | None:
    """Pieces; or what there is of it, as text: plugins sell metres and kilograms. ``None`` for what is no quantity."""
    if isinstance(value, str) and (whole := _WHOLE.fullmatch(value)):
        value = int(whole[1])
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**_DIGITS:
        return value if 1 <= value <= _MAX_QUANTITY else str(value)
    return clean(value, _DIGITS)


def _name(line: Json) -> str:
    """WordPress keeps names as HTML: ``Mug &ndash; Blue``."""
    name = line.get("name")
    return clean(html.unescape(name) if isinstance(name, str) else None, _LETTERS) or "-"
