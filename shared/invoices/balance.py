"""What a merchant owes as a whole, by currency."""

from typing import Any, Final

from shared.errors import Busy
from shared.invoices.model import Invoice, InvoiceStatus
from shared.invoices.store import OUTSTANDING_PLACE, from_item
from shared.merchants.service import find_merchant
from shared.money import MAX_AMOUNT
from shared.table.invoice_keys import invoice_list
from shared.table.keys import LIST_INDEX
from shared.table.port import Query, Table
from shared.table.reading import read_entries

MAX_INVOICES: Final = 90
"""One payment of the whole balance takes so many at most (design, section 5)."""

_PAGE: Final = 100
_PAGES: Final = 10


def outstanding_invoices(table: Table, merchant_id: str) -> list[Invoice]:
    """Every invoice that is to be paid, or is being paid, oldest first, each as it stands now.

    Raises ``Busy`` for more than a thousand.
    """
    partition = invoice_list(merchant_id, OUTSTANDING_PLACE)
    reached: str | None = None
    found: list[Invoice] = []
    for _ in range(_PAGES):
        page = table.query(Query(LIST_INDEX, partition, _PAGE, sort_above=reached))
        invoices = [from_item(item) for item in read_entries(table, page.items)]
        found += [each for each in invoices if each.pay_state and each.status is not InvoiceStatus.PAID]
        if page.scanned_to is None:
            return found
        reached = page.scanned_to
    raise Busy("there are too many open invoices to count")


def balance_of(table: Table, merchant_id: str) -> dict[str, dict[str, Any]]:
    """By currency: ``amount`` (minor units) of the ``invoices`` that can be paid now, what is ``pending`` beside it.

    ``payable`` says whether all of it can be paid at once: the operator lets this merchant, and it is above zero, and
    not more than one payment can be.
    """
    merchant = find_merchant(table, merchant_id)
    balance: dict[str, dict[str, Any]] = {}
    for invoice in outstanding_invoices(table, merchant_id):
        row = balance.setdefault(invoice.currency, {"amount": 0, "invoices": 0, "pending": 0, "payable": False})
        if invoice.payable:
            row["amount"] += invoice.amount
            row["invoices"] += 1
        else:
            row["pending"] += invoice.amount
    for row in balance.values():
        fits = 0 < row["amount"] <= MAX_AMOUNT and row["invoices"] <= MAX_INVOICES
        row["payable"] = merchant.balance_payment and fits
    return balance
