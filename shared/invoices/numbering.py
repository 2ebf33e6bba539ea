"""Numbers of invoices: given by the operator, or the next of the deployment, without gaps."""

from shared.invoices.model import Invoice
from shared.table.invoice_keys import NUMBERS, invoice_number_key
from shared.table.port import ABSENT, Condition, Put, Table, Update, Write


def numbered_writes(table: Table, invoice: Invoice) -> tuple[str, Write]:
    """The number that it will have, and the write that takes it: only together with the one that sends it.

    Ours are counted in one item (rule: without gaps), so the write holds only while nobody has taken the next one.
    """
    if invoice.invoice_number is not None:
        pk, sk = invoice_number_key(invoice.invoice_number)
        mark = {"pk": pk, "sk": sk, "kind": "invoice_number", "invoice_id": invoice.id}
        return invoice.invoice_number, Put(mark, ABSENT)
    counter = table.get(NUMBERS)
    last = counter["last"] if counter else 0
    as_read = Condition("#last = :last", {"last": last}) if counter else ABSENT
    return f"INV-{last + 1:06d}", Update(NUMBERS, {"last": last + 1, "kind": "invoice_numbers"}, condition=as_read)
