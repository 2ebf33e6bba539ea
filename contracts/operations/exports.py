"""What is taken home: CSV at once, and through the bucket."""

from typing import Final

from contracts.openapi.operation import Body, Operation, Reply
from contracts.responses.exports import Export, ExportList
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


def _at_once(kind: str, source: Source, what: str, *errors: str) -> Operation:
    names = ", ".join(f"`{name}`" for name in source.columns)
    return Operation(
        route=f"GET /v1/exports/{kind}",
        name=f"export{kind.title()}",
        tag=TAG,
        summary=f"Take {kind} home at once",
        text=f"{what} Oldest first, up to a thousand rows; an apostrophe is before what a spreadsheet would compute.",
        replies={200: Reply(f"The CSV, with a line of names: {names}.", media_type=_CSV)},
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
