"""What is taken home: CSV at once, and through the bucket."""

from typing import Final

from contracts.openapi.operation import Body, Operation, Reply
from contracts.responses.answer import AT, ID_EXAMPLES
from contracts.responses.exports import Export, ExportList
from shared.exports.cells import Cell, Number, line
from shared.exports.request import ExportRequest
from shared.payments.exporting.journal_rows import JOURNAL
from shared.payments.exporting.order_rows import ORDERS
from shared.payments.exporting.payment_rows import PAYMENTS
from shared.payments.exporting.source import Source

TAG: Final = "Exports"
_CSV: Final = "text/csv"
_MOMENT: Final = {"type": "string", "minLength": 10, "maxLength": 40}
_SPAN: Final = {
    "from": ("Required: an RFC 3339 time with a zone, or a date, which is its first moment in UTC.", _MOMENT),
    "to": ("Up to then, at least a minute ago; without it, a minute ago.", _MOMENT),
    "currency": ("Only these: ISO 4217, in capitals.", {"type": "string", "pattern": "^[A-Z]{3}$"}),
}


_ROWS: Final[dict[str, dict[str, Cell]]] = {
    "orders": {
        "id": ID_EXAMPLES["ord"],
        "source": "shopify:paper-thread",
        "external_id": "1001",
        "status": "in_progress",
        "payment_status": "paid",
        "currency": "EUR",
        "amount": 2550,
        "amount_decimal": Number("25.50"),
        "paid_amount": 2550,
        "paid_amount_decimal": Number("25.50"),
        "collect": "link",
        "payment_means": "checkout",
        "payment_id": ID_EXAMPLES["pay"],
        "created_at": AT,
        "paid_at": AT,
        "released_at": AT,
    },
    "payments": {
        "id": ID_EXAMPLES["pay"],
        "kind": "payment",
        "means": "checkout",
        "status": "succeeded",
        "currency": "EUR",
        "amount": 2550,
        "amount_decimal": Number("25.50"),
        "returned_amount": 0,
        "returned_amount_decimal": Number("0.00"),
        "for": ID_EXAMPLES["ord"],
        "created_at": AT,
        "settled_at": AT,
        "provider_payment_intent": "pi_3QxA1b2C3",
    },
    "journal": {
        "currency": "EUR",
        "page": 7,
        "line": 1,
        "at": AT,
        "kind": "order",
        "reference": ID_EXAMPLES["ord"],
        "payment_id": ID_EXAMPLES["pay"],
        "amount": -2550,
        "amount_decimal": Number("-25.50"),
        "balance_after": 7450,
        "balance_after_decimal": Number("74.50"),
    },
}
"""A row of each kind: what is not in it is an empty cell."""


def csv_example(kind: str, source: Source) -> str:
    """A file with one row. Raises ``ValueError`` for a cell without a column."""
    if unknown := _ROWS[kind].keys() - set(source.columns):
        raise ValueError(f"the export of {kind} has no columns {sorted(unknown)}")
    return line(source.columns) + line([_ROWS[kind].get(name) for name in source.columns])


def _at_once(kind: str, source: Source, what: str, *errors: str) -> Operation:
    names = ", ".join(f"`{name}`" for name in source.columns)
    return Operation(
        route=f"GET /v1/exports/{kind}",
        name=f"export{kind.title()}",
        tag=TAG,
        summary=f"Take {kind} home at once",
        text=f"{what} Oldest first, up to a thousand rows; an apostrophe is before what a spreadsheet would compute.",
        replies={
            200: Reply(
                f"The CSV, with a line of names: {names}.",
                media_type=_CSV,
                examples={"One row": csv_example(kind, source)},
            )
        },
        parameters=_SPAN,
        errors=("422 export_too_large", *errors),
    )


EXPORTS: Final = (
    _at_once("orders", ORDERS, "By when they were made, as they stand now."),
    _at_once("payments", PAYMENTS, "What brought money, by when it did.", "409 journal_incomplete"),
    _at_once("journal", JOURNAL, "Every line of every wallet, with the balance after it.", "409 journal_incomplete"),
    Operation(
        route="POST /v1/exports",
        name="createExport",
        tag=TAG,
        summary="Ask for a large export",
        text="It is written in the background: read it until it is `ready`, then get the file within a week.",
        body=Body(
            ExportRequest, {"October": {"kind": "orders", "from": "2026-10-01", "to": "2026-11-01", "currency": "EUR"}}
        ),
        replies={201: Reply("The export, still running.", Export)},
        errors=("409 too_many_exports",),
    ),
    Operation(
        route="GET /v1/exports",
        name="listExports",
        tag=TAG,
        summary="List large exports",
        replies={200: Reply("A page, newest first.", ExportList)},
    ),
    Operation(
        route="GET /v1/exports/{export_id}",
        name="getExport",
        tag=TAG,
        summary="Read how far a large export is",
        replies={200: Reply("The export.", Export)},
    ),
)
