"""What an order may hold of a buyer, from what a shop tells: what is not valid there is left out, never refused.

A shop takes any text for a telephone number or a name; an order must not fail for it. What is valid says
:class:`shared.orders.request.Customer`, and nothing else.
"""

import re
import unicodedata
from typing import Final

from pydantic import ValidationError

from shared.orders.request import Customer

NAME_LETTERS: Final = 200
"""As long as an order's text may be; what is longer is cut."""

_SEPARATORS: Final = re.compile(r"\(0\)|[\s().\-/\u2010-\u2015]")
"""What people write between digits; ``(0)`` is the zero that is dialled inside the country only."""
_LANGUAGE: Final = re.compile(r"([A-Za-z]{2,3})(?:[-_].*)?", re.ASCII | re.DOTALL)
_COUNTRY: Final = re.compile(r"[-_]([A-Za-z]{2})(?=[-_]|$)", re.ASCII)
_NO_LETTERS: Final = ("\ufffe", "\uffff")


def customer_of(
    *, name: object = None, email: object = None, phone: object = None, locale: object = None
) -> dict[str, str]:
    """The fields of a customer that are valid; empty for a buyer of whom nothing can be told.

    Values are what the shop sent, of any type. ``phone`` must name its country (``+`` or ``00``): a number as dialled
    at home is left out, since nothing says where home is.
    """
    found = {"name": clean(name, NAME_LETTERS), "email": clean(email), "phone": _e164(phone), "locale": _locale(locale)}
    return {field: value for field, value in found.items() if value is not None and _is_valid(field, value)}


def clean(text: object, letters: int | None = None) -> str | None:
    """The text in one line, without what cannot be shown or stored, cut to ``letters``; ``None`` if nothing is left.

    Control characters and line ends become spaces; halves of surrogate pairs and U+FFFE, U+FFFF, which are no
    characters, go.
    """
    if not isinstance(text, str):
        return None
    shown = "".join(_shown(letter) for letter in text)
    return " ".join(shown.split())[:letters].rstrip() or None


def _shown(letter: str) -> str:
    category = unicodedata.category(letter)
    if category == "Cc":
        return " "
    return "" if category == "Cs" or letter in _NO_LETTERS else letter


def _e164(text: object) -> str | None:
    written = _SEPARATORS.sub("", clean(text) or "")
    if written.startswith("00"):
        return f"+{written[2:]}"
    return written if written.startswith("+") else None


def _locale(text: object) -> str | None:
    """``de_DE_formal`` → ``de-DE``, ``zh-Hant-TW`` → ``zh-TW``, ``EN`` → ``en``."""
    written = clean(text) or ""
    language = _LANGUAGE.fullmatch(written)
    if language is None:
        return None
    country = _COUNTRY.search(written)
    return language[1].lower() + (f"-{country[1].upper()}" if country else "")


def _is_valid(field: str, value: str) -> bool:
    try:
        Customer.model_validate({field: value})
    except ValidationError:
        return False
    return True
