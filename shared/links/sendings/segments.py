"""How many SMS a text takes, which is what it costs (3GPP TS 23.038, TS 23.040). Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

_BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""One septet each."""

_EXTENDED: Final = frozenset("\f^{}\\[~]|€")
"""An escape and a septet each."""

MAX_CHARACTERS: Final = 1_600
"""Of one message (https://docs.aws.amazon.com/sns/latest/dg/sms_publish-to-phone.html)."""


class Encoding(StrEnum):
    """Which alphabet a text needs."""

    GSM_7 = "gsm7"
    UCS_2 = "ucs2"


_LIMITS: Final = {Encoding.GSM_7: (160, 153), Encoding.UCS_2: (70, 67)}
"""Units of a message that is alone, and of each part of a longer one, which carries its number beside the text."""


@dataclass(frozen=True, slots=True)
class Segments:
    """A text's alphabet, its length in units of that, and the SMS it takes; an empty text takes one."""

    encoding: Encoding
    units: int
    count: int


def segments_of(text: str) -> Segments:
    """One letter outside of GSM-7 makes the whole text UCS-2. A letter of two units is never cut in two."""
    if all(letter in _BASIC or letter in _EXTENDED for letter in text):
        encoding, widths = Encoding.GSM_7, [2 if letter in _EXTENDED else 1 for letter in text]
    else:
        encoding, widths = Encoding.UCS_2, [2 if ord(letter) > 0xFFFF else 1 for letter in text]
    alone, part = _LIMITS[encoding]
    units = sum(widths)
    return Segments(encoding, units, 1 if units <= alone else _parts(widths, part))


def _parts(widths: Iterable[int], limit: int) -> int:
    parts, used = 1, 0
    for width in widths:
        if used + width > limit:
            parts, used = parts + 1, 0
        used += width
    return parts
