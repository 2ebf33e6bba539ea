"""``GET /v1/account``: a merchant's own settings, and what it has to do when its account is restricted."""

from typing import Any

from shared.invoices.model import OUTSTANDING, Invoice
from shared.invoices.store import from_item
from shared.merchants.model import Restriction
from shared.merchants.service import find_merchant
from shared.table.invoice_keys import invoice_key
from shared.table.port import Table
from shared.table.reading import read_items

_ENDS_BY = "pay these invoices by any means; the restriction ends within minutes of the last"


def account_of(table: Table, merchant_id: str, base_url: str) -> dict[str, Any]:
    """The account as its merchant sees it. Raises ``NotFound``."""
    merchant = find_merchant(table, merchant_id)
    restriction = merchant.restriction
    return merchant.public() | {"restriction": _shown(table, restriction, base_url) if restriction else None}


def still_open(table: Table, restriction: Restriction) -> list[Invoice]:
    """The invoices for which the account is restricted that are still to be paid."""
    items = read_items(table, [invoice_key(each) for each in restriction.invoices])
    return [invoice for invoice in map(from_item, items.values()) if invoice.status in OUTSTANDING]


def _shown(table: Table, restriction: Restriction, base_url: str) -> dict[str, Any]:
    return {
        "since": restriction.since,
        "reason": restriction.reason,
        "invoices": [invoice.public(base_url) for invoice in still_open(table, restriction)],
        "ends_by": _ENDS_BY,
    }
