"""Amounts and currencies as shops write them: read exactly, or refused with the field that says them."""

from typing import Final

from shared.errors import FieldError
from shared.money import EXPONENTS, MAX_AMOUNT, InexactAmount, parse_amount
from shared.shops.mapping.port import Rules, Unmappable

_DIGITS: Final = 15
"""More digits than any amount has that we take; writing out what a JSON number can name may not end."""


def refused(code: str, message: str, field: str) -> Unmappable:
    """A refusal that is about one field."""
    return Unmappable(code, message, (FieldError(field, code, message),))


def currency_at(value: object, field: str, rules: Rules) -> str:
    """A currency of the table that the connection takes. Raises ``unknown_currency`` and ``currency_not_taken``."""
    if not isinstance(value, str) or value not in EXPONENTS:
        raise refused("unknown_currency", "not an ISO 4217 currency code that we know", field)
    if rules.currencies is not None and value not in rules.currencies:
        raise refused("currency_not_taken", "the connection does not take orders in this currency", field)
    return value


def signed_amount_at(value: object, currency: str, field: str) -> int:
    """Minor units of a decimal text or a whole number, which may be below zero.

    Raises ``amount_missing`` for what is none of the two, and ``amount_inexact`` for what minor units cannot say.
    """
    text = _plain(value)
    if text is None:
        raise refused("amount_missing", "no amount", field)
    try:
        return parse_amount(text, currency)
    except InexactAmount as error:
        raise refused("amount_inexact", f"no exact amount of {currency}", field) from error


def amount_at(value: object, currency: str, field: str) -> int:
    """:func:`signed_amount_at`, from zero to the largest amount; else ``amount_out_of_range``."""
    amount = signed_amount_at(value, currency, field)
    if not 0 <= amount <= MAX_AMOUNT:
        raise refused("amount_out_of_range", f"an amount from 0 to {MAX_AMOUNT} minor units", field)
    return amount


def _plain(value: object) -> str | None:
    """As plain decimal text; ``None`` for what is no number, other text for what no amount is."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if abs(value) < 10**_DIGITS else "unreadable"
    return value if isinstance(value, str) and value else None
