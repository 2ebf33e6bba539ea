"""Texts with named places, checked when they are saved and filled in when they are sent. Pure."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Final

PLACES: Final = frozenset({"merchant", "reference", "amount", "expires", "link"})
"""What a text may name in braces."""

SUBJECT_PLACES: Final = PLACES - {"link"}
"""A subject is kept by every mail server on the way: the link, which is a secret, stays out of it."""

_BRACES: Final = re.compile(r"\{([^{}]*)\}|[{}]")
_HARD_SPACES: Final = str.maketrans("\u00a0\u202f\u2009", "   ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """What stands in the places, as text in the message's language."""

    merchant: str
    reference: str
    amount: str
    expires: str
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """One language's texts; what is ``None`` is not written in that language."""

    sms: str | None = None
    subject: str | None = None
    body: str | None = None


Templates = Mapping[str, Texts]
"""By language: ``de``, or ``de-AT``."""


def unknown_places(text: str, allowed: frozenset[str]) -> list[str]:
    """What stands in braces and is none of the allowed names, in order; a brace by itself is told as it is."""
    found = (match[1] if match[1] is not None else match[0] for match in _BRACES.finditer(text))
    return [name for name in found if name not in allowed]


def names_link(text: str) -> bool:
    """Whether the buyer gets what the message is for."""
    return "{link}" in text


def fill_in(text: str, values: Values) -> str:
    """One pass: what a value holds is never read as a place. Raises ``KeyError`` for an unknown place."""
    known = asdict(values)
    return _BRACES.sub(lambda match: known[match[1] if match[1] is not None else match[0]], text)


def fill_in_sms(text: str, values: Values) -> str:
    """The same with plain spaces: a hard one is outside of GSM-7 and would double what the message costs."""
    return fill_in(text, values).translate(_HARD_SPACES)


def languages_of(locale: str) -> tuple[str, ...]:
    """The locale itself, then its language alone."""
    return tuple(dict.fromkeys((locale, locale.split("-")[0])))
