"""What a Shopify order's total is made of, in the currency that counts.

Tips come as a line of their own, told by ``tip_payment_gateway``
(https://shopify.dev/docs/api/admin-rest/latest/resources/order, ``line_items``); the subtotal does not hold them.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from shared.shops.mapping.amounts import signed_amount_at
from shared.shops.mapping.parts import Extras, Line, described, parts_of
from shared.shops.mapping.port import Json, Unmappable
from shared.shops.mapping.shopify_money import Books

_FEES: Final = {"current_total_duties_set": "Duties", "current_total_additional_fees_set": "Additional fees"}


def shopify_parts(books: Books, amount: int) -> Json:
    """The parts of ``amount``; empty when they do not add up to it, or one of them cannot be read."""
    try:
        goods, tips = _lines(books)
        lines = [*goods, *tips, *_fees(books)]
        discounts = _by_allocations(books), _by_subtotal(books, goods)
        tax = 0 if books.payload.get("taxes_included") is True else _tax(books)
        shipping = _shipping(books)
    except Unmappable:
        return {}
    return parts_of(amount, lines, [Extras(shipping, tax, discount) for discount in discounts if discount is not None])


def _lines(books: Books) -> tuple[list[Line], list[Line]]:
    """Goods and tips."""
    goods: list[Line] = []
    tips: list[Line] = []
    for line in _objects(books.payload, "line_items"):
        quantity = line.get("current_quantity", line.get("quantity"))
        if type(quantity) is not int:
            raise Unmappable("quantity_missing", "a line without a quantity")
        if quantity == 0:
            continue
        words = described(line.get("title"), line.get("variant_title"))
        kind = tips if "tip_payment_gateway" in line else goods
        kind.append(Line(words, quantity, books.amount("price_set", line)))
    return goods, tips or _tip_beside(books)


def _tip_beside(books: Books) -> list[Line]:
    """A tip that is no line; it is told in the shop's currency only."""
    tip = books.payload.get("total_tip_received")
    shop = books.in_shop_currency().currency
    amount = 0 if tip is None else signed_amount_at(tip, shop, "total_tip_received")
    if amount and shop != books.currency:
        raise Unmappable("tip_in_shop_currency", "the tip is told in the shop's currency only")
    return [Line("Tip", 1, amount)] if amount else []


def _fees(books: Books) -> list[Line]:
    """Duties and fees that are asked for beside the prices."""
    found = {words: _optional(books, name) for name, words in _FEES.items()}
    if books.payload.get("duties_included") is True:
        found.pop("Duties")
    return [Line(words, 1, amount) for words, amount in found.items() if amount]


def _tax(books: Books) -> int:
    current = _optional(books, "current_total_tax_set")
    return books.amount("total_tax_set") if current is None else current


def _shipping(books: Books) -> int:
    """After discounts and refunds; older payloads say it by line only."""
    current = _optional(books, "current_shipping_price_set")
    if current is not None:
        return current
    lines = [line for line in _objects(books.payload, "shipping_lines") if line.get("is_removed") is not True]
    return sum(books.amount("discounted_price_set", line) for line in lines)


def _by_allocations(books: Books) -> int:
    """What went off the lines, however it was given: a code, an automatic discount, by hand."""
    return sum(
        books.amount("amount_set", allocation)
        for line in _objects(books.payload, "line_items")
        for allocation in _objects(line, "discount_allocations")
    )


def _by_subtotal(books: Books, goods: list[Line]) -> int | None:
    """The same by what the goods come to after it: an allocation stays as it was when a part of its line goes."""
    subtotal = _optional(books, "current_subtotal_price_set")
    return None if subtotal is None else sum(line.quantity * line.unit_amount for line in goods) - subtotal


def _optional(books: Books, name: str) -> int | None:
    return None if books.payload.get(name) is None else books.amount(name)


def _objects(holder: Json, name: str) -> Iterator[Json]:
    listed = holder.get(name)
    if listed is None:
        return
    if not isinstance(listed, list) or not all(isinstance(entry, Mapping) for entry in listed):
        raise Unmappable("not_a_list", "a list of objects is something else")
    yield from listed
