"""Which language a buyer is spoken to in, and how amounts and dates look there."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from babel.localedata import exists

LANGUAGES: Final = ("en", "de", "fr", "es", "it", "nl")
"""Each has a file below ``texts``; the first is spoken where nobody says another."""

_TEXTS: Final = Path(__file__).parent / "texts"
_TAG: Final = re.compile(r"([A-Za-z]{2,3})(?:-[A-Za-z]{4})?(?:-([A-Za-z]{2}|[0-9]{3}))?(?:-[A-Za-z0-9]{1,8})*")
_WEIGHT: Final = re.compile(r"q=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)")
_MOST_RANGES: Final = 30


@dataclass(frozen=True, slots=True)
class Language:
    """``code`` names the texts, ``locale`` the formats (``de``, ``de_AT``)."""

    code: str
    locale: str

    @property
    def tag(self) -> str:
        """As HTML and HTTP write it."""
        return self.locale.replace("_", "-")

    def say(self, text: str, **values: str) -> str:
        """The words of this language; raises ``KeyError`` for a text that nobody wrote."""
        return _texts(self.code)[text].format(**values)


ENGLISH: Final = Language("en", "en")


def language_of(accepted: str | None, *others: str | None) -> Language:
    """What the browser asks for most (``Accept-Language``), else the first known of ``others``, else English.

    RFC 9110, section 12.5.4: ranges with weights; what cannot be read is passed over.
    """
    wanted = [*_ranges(accepted or ""), *filter(None, others)]
    return next((found for tag in wanted if (found := _known(tag))), ENGLISH)


def _ranges(header: str) -> Iterator[str]:
    """The tags of a header, those with the greatest weight first, equal ones in their order."""
    weighed: list[tuple[int, str]] = []
    for part in header.split(",")[:_MOST_RANGES]:
        tag, _, parameter = (piece.strip() for piece in part.partition(";"))
        weight = _WEIGHT.fullmatch(parameter.lower()) if parameter else None
        if parameter and weight is None:
            continue
        weighed.append((_thousandths(weight[1]) if weight else 1000, tag))
    return (tag for weight, tag in sorted(weighed, key=lambda pair: -pair[0]) if weight)


def _thousandths(weight: str) -> int:
    whole, _, part = weight.partition(".")
    return int(whole) * 1000 + int(part.ljust(3, "0"))


def _known(tag: str) -> Language | None:
    read = _TAG.fullmatch(tag)
    if read is None or read[1].lower() not in LANGUAGES:
        return None
    code = read[1].lower()
    place = f"{code}_{read[2].upper()}" if read[2] else code
    return Language(code, place if exists(place) else code)


@cache
def _texts(code: str) -> Mapping[str, str]:
    found: dict[str, str] = json.loads(_TEXTS.joinpath(f"{code}.json").read_text(encoding="utf-8"))
    return found
