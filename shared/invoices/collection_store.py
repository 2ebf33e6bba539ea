"""The writes by which an invoice's collection goes on, and where a schedule finds it."""

from typing import Any, Final

from shared.clock import parse_rfc3339
from shared.invoices.collection import Collection
from shared.invoices.model import Invoice
from shared.table.invoice_keys import invoice_key
from shared.table.keys import NOT_DUE, due_attributes
from shared.table.port import Check, Condition, Update

DUE_KIND: Final = "invoice"


def collection_attributes(invoice_id: str, due_date: str, collection: Collection) -> dict[str, Any]:
    """What an invoice carries of it, with its one place in the due index if there is anything to do."""
    moment = collection.next_moment(due_date)
    due = {} if moment is None else due_attributes(DUE_KIND, invoice_id, parse_rfc3339(moment))
    return {"collection": collection.text(), **due}


def collection_update(invoice: Invoice, after: Collection) -> Update:
    """The next step of the collection, if nobody has made it, and nobody has paid or voided the invoice."""
    values = {"open": "open", "pending": "pending", "before": invoice.collection.text() if invoice.collection else ""}
    as_read = Condition("#status IN (:open, :pending) AND #collection = :before", values)
    changes = collection_attributes(invoice.id, invoice.due_date, after)
    removed = () if "due_pk" in changes else NOT_DUE
    return Update(invoice_key(invoice.id), changes, remove=removed, condition=as_read)


def is_owed(invoice_id: str) -> Check:
    """It is still to be paid."""
    values = {"open": "open", "pending": "pending"}
    return Check(invoice_key(invoice_id), Condition("#status IN (:open, :pending)", values))
