"""PDFs, and what only looks like one."""

import zlib
from io import BytesIO
from typing import Final

from pypdf import PdfWriter

_CATALOG: Final = b"<</Type/Catalog/Pages 2 0 R>>"
_PAGE: Final = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>"


def pdf_of(*objects: bytes) -> bytes:
    """A file with these objects, numbered from 1; the first is the catalogue."""
    content, places = b"%PDF-1.7\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    entries = b"".join(b"%010d 00000 n \n" % place for place in places)
    table = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, entries)
    trailer = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(content))
    return content + table + trailer


def invoice(pages: int = 1, text: bytes = b"BT (Invoice 7) Tj ET") -> bytes:
    """A good one, in plain ASCII."""
    kids = b"<</Type/Pages/Kids[%s]/Count %d>>" % (b"3 0 R " * pages, pages)
    return pdf_of(_CATALOG, kids, _PAGE, stream(text))


def bomb(unpacked: int) -> bytes:
    """One page of so many bytes, in a thousandth of them."""
    kids = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
    packed = zlib.compress(b" " * unpacked, 9)
    return pdf_of(_CATALOG, kids, _PAGE, stream(packed, b"/Filter/FlateDecode"))


def encrypted(user: str = "secret") -> bytes:
    """One that a reader asks a password for; with an empty one, a reader opens it and the owner may restrict it."""
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    writer.encrypt(user, owner_password="owner", algorithm="RC4-128")  # the algorithm that needs no other library
    return _written(writer)


def without_pages() -> bytes:
    """A document of nothing."""
    return _written(PdfWriter())


def stream(content: bytes, entries: bytes = b"") -> bytes:
    """An object that holds bytes."""
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(content), entries, content)


def _written(writer: PdfWriter) -> bytes:
    target = BytesIO()
    writer.write(target)
    return target.getvalue()
