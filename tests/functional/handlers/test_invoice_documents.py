"""The invoice as a PDF: readable by what checks uploads, with all that is on it, for who may see it."""

import re
from io import BytesIO

from pypdf import PdfReader

from shared.links.documents.pdf import count_pages
from tests.functional.handlers.invoicing import Desk
from tests.functional.handlers.shop import Shop
from tests.support.world import World


def text_of(content: bytes) -> str:
    """What a reader finds on all pages."""
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)


def test_the_pdf_says_what_the_invoice_says(desk: Desk) -> None:
    lines = [
        {"description": "Printing (B/W) \\ Größe €", "quantity": 3, "unit_amount": 1_500},
        {"description": "Goodwill", "unit_amount": -500},
    ]
    invoice = desk.draft(lines=lines, period="2026-11", send=True)
    status, headers, content = desk.document(invoice)
    assert (status, headers["content-type"]) == (200, "application/pdf")
    assert headers["content-disposition"] == f'inline; filename="{invoice}.pdf"'
    assert count_pages(content) == 1
    told = text_of(content)
    for part in ("Invoice INV-000001", "Paper & Thread", "2026-11-22", "2026-12-06", "2026-11", "Amount in EUR",
                 "Printing (B/W) \\ Größe €", "15.00", "45.00", "-5.00", "40.00"):  # fmt: skip
        assert part in told
    assert desk.document(invoice)[2] == content, "the same bytes each time"


def test_many_lines_take_more_pages_and_none_is_lost(desk: Desk) -> None:
    lines = [{"description": f"Item {n:03d} {'x ' * 60}".strip(), "unit_amount": 100} for n in range(100)]
    content = desk.document(desk.draft(lines=lines, send=True))[2]
    assert count_pages(content) > 1
    told = text_of(content)
    assert all(f"Item {n:03d}" in told for n in range(100))


def test_who_may_see_the_invoice_may_see_its_document(world: World, desk: Desk) -> None:
    invoice, stranger = desk.draft(), Desk(Shop(world, world.merchant()))
    assert (desk.document(invoice)[0], desk.document(invoice, operator=True)[0]) == (404, 200)
    assert "draft, not sent" in text_of(desk.document(invoice, operator=True)[2])
    desk.operate("send", invoice)
    assert (desk.document(invoice)[0], stranger.document(invoice)[0]) == (200, 404)
    desk.operate("void", invoice, reason="twice")
    assert "twice" in text_of(desk.document(invoice)[2])


def test_nothing_is_written_beyond_the_edge_of_the_page(desk: Desk) -> None:
    number, reason = "2026 " * 12, "because " * 24
    invoice = desk.draft(number=number, send=True)
    desk.operate("void", invoice, reason=reason)
    content = desk.document(invoice)[2]
    written = [len(text) for text in re.findall(rb"\((.*)\) Tj", content)]
    assert max(written) <= 72
    assert text_of(content).split().count("because") == 24
    assert text_of(content).split().count("2026") == 12
