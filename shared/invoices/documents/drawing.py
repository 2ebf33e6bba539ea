"""What stands on the pages of an invoice."""

import textwrap
from collections.abc import Iterator
from typing import Final

from shared.clock import rfc3339
from shared.invoices.documents.pdf import Text, pdf_of
from shared.invoices.model import Invoice, InvoiceStatus, Line
from shared.money import format_amount

_LEFT, _QUANTITY, _UNIT, _AMOUNT = 56, 360, 445, 539
_TOP, _BOTTOM, _STEP = 780, 70, 15
_LETTERS: Final = 52
"""So many letters of a description to a line."""
_FACT, _TITLE = 72, 32
"""And of what stands above them, as wide as the page."""


def document_of(invoice: Invoice, merchant: str) -> bytes:
    """The invoice as a PDF; ``merchant`` is the name of whoever owes it."""
    pages: list[list[Text]] = [[]]
    y = _TOP
    for text in (*_heading(invoice, merchant), *_table(invoice)):
        if y - text.y < _BOTTOM:
            pages.append([])
            y = _TOP
        y -= text.y
        pages[-1].append(Text(text.text, text.x, y, text.size, text.bold, text.ends_at))
    return pdf_of(pages)


def _heading(invoice: Invoice, merchant: str) -> Iterator[Text]:
    """Each text's ``y`` is how far below the one before it stands."""
    title, *more = textwrap.wrap(f"Invoice {invoice.number}", _TITLE)
    yield Text(title, _LEFT, 0, 20, bold=True)
    for rest in more:
        yield Text(rest, _LEFT, 2 * _STEP, 20, bold=True)
    facts = [
        ("To", merchant),
        ("Date", rfc3339(invoice.sent_at)[:10] if invoice.sent_at else "draft, not sent"),
        ("Due on", invoice.due_date),
        ("Period", invoice.period),
        ("Paid on", rfc3339(invoice.paid_at)[:10] if invoice.paid_at else None),
        ("Void", (invoice.void_reason or "void") if invoice.status is InvoiceStatus.VOID else None),
    ]
    for place, (name, value) in enumerate((name, value) for name, value in facts if value):
        yield Text(name, _LEFT, 2 * _STEP if place == 0 else _STEP, bold=True)
        first, *more = textwrap.wrap(value, _FACT) or [""]
        yield Text(first, _LEFT + 60, 0)
        for rest in more:
            yield Text(rest, _LEFT + 60, _STEP)


def _table(invoice: Invoice) -> Iterator[Text]:
    yield Text("Description", _LEFT, 3 * _STEP, bold=True)
    yield Text("Quantity", _QUANTITY - 40, 0, bold=True)
    yield Text("Unit price", _UNIT - 48, 0, bold=True)
    yield Text(f"Amount in {invoice.currency}", _AMOUNT - 78, 0, bold=True)
    for line in invoice.lines:
        yield from _row(line, invoice.currency)
    yield Text("Total", _LEFT, 2 * _STEP, bold=True)
    yield Text(format_amount(invoice.amount, invoice.currency), _AMOUNT, 0, bold=True, ends_at=True)


def _row(line: Line, currency: str) -> Iterator[Text]:
    first, *more = textwrap.wrap(line.description, _LETTERS) or [""]
    yield Text(first, _LEFT, _STEP)
    yield Text(str(line.quantity), _QUANTITY, 0, ends_at=True)
    yield Text(format_amount(line.unit_amount, currency), _UNIT, 0, ends_at=True)
    yield Text(format_amount(line.amount, currency), _AMOUNT, 0, ends_at=True)
    for rest in more:
        yield Text(rest, _LEFT, _STEP)
