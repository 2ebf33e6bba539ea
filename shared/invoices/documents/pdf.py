"""Lines of text as a PDF: A4, fonts that every reader has (ISO 32000-1, 9.6.2.2), the same bytes for the same text."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

A4: Final = (595, 842)
"""Points."""
_FONTS: Final = ("Helvetica", "Helvetica-Bold")
_FIRST_PAGE: Final = 5
"""Objects 1 to 4 are the catalogue, the pages and two fonts."""

_DIGIT: Final = 556
_NARROW: Final = dict.fromkeys(" .,", 278) | {"-": 333}
"""Widths of what amounts are written with, in thousandths of the font's size (Adobe's metrics of Helvetica)."""


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text at a place, in points from the lower left corner; ``ends_at`` aligns an amount to the right."""

    text: str
    x: int
    y: int
    size: int = 10
    bold: bool = False
    ends_at: bool = False


def pdf_of(pages: Sequence[Sequence[Text]]) -> bytes:
    """The document. Letters that Windows-1252 has not are drawn as question marks: its fonts have no others."""
    numbers = [_FIRST_PAGE + 2 * place for place in range(len(pages))]
    kids = " ".join(f"{number} 0 R" for number in numbers)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>".encode(),
        *(f"<</Type/Font/Subtype/Type1/BaseFont/{name}/Encoding/WinAnsiEncoding>>".encode() for name in _FONTS),
    ]
    for number, page in zip(numbers, pages, strict=True):
        place = f"/MediaBox[0 0 {A4[0]} {A4[1]}]/Resources<</Font<</F0 3 0 R/F1 4 0 R>>>>"
        objects.append(f"<</Type/Page/Parent 2 0 R{place}/Contents {number + 1} 0 R>>".encode())
        drawn = b"\n".join(_drawn(text) for text in page)
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(drawn), drawn))
    return _file(objects)


def width_of(amount: str, size: int) -> int:
    """How wide an amount is, in hundredths of a point; of anything else this is a guess."""
    return size * sum(_NARROW.get(letter, _DIGIT) for letter in amount) // 10


def _drawn(text: Text) -> bytes:
    x = 100 * text.x - (width_of(text.text, text.size) if text.ends_at else 0)
    letters = text.text.encode("cp1252", "replace")
    for special in (b"\\", b"(", b")"):
        letters = letters.replace(special, b"\\" + special)
    return b"BT /F%d %d Tf %d.%02d %d Td (%s) Tj ET" % (text.bold, text.size, x // 100, x % 100, text.y, letters)


def _file(objects: Sequence[bytes]) -> bytes:
    content, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, start=1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    entries = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    table = b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, entries)
    return content + table + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, len(content))
