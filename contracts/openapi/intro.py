"""What the document says before its operations."""

from typing import Final

from contracts.openapi import callbacks as told
from contracts.operations import (
    callbacks,
    exports,
    invoices,
    links,
    merchants,
    methods,
    orders,
    others,
    payments,
    payouts,
    shops,
    wallets,
)

INFO: Final = {
    "title": "orderpay",
    "version": "1",
    "summary": "Orders enter production when they are paid.",
    "description": """\
orderpay gets orders paid: from a merchant's prepaid credits, by a payment link that a buyer opens, or from a saved
card or PayPal account.

**Keys.** `Authorization: Bearer <key>`: a merchant's key sees and moves that merchant's things alone; what is
another's answers 404. The operator's key opens the operator's routes.

**Amounts** are whole minor units of their currency: `2550` EUR is 25.50, `2550` JPY is 2,550. **Times** are RFC
3339 in UTC.

**Errors** are problem documents (RFC 9457) with a stable `code`; of a 422 `invalid_request`, `errors` names each
field. What API Gateway answers before us (401, 403 for an unknown key, 429, 503) has a plain `message`.

**Repeats.** Every POST that makes something takes an `Idempotency-Key`: the same again under it answers what was
made, and resumes it where it stopped. After a 503 (`Retry-After` says in how many seconds), or no answer, send the
same request under the same key. Orders need none: `source` and `external_id` name them.

**Lists** answer `{data, next_cursor}`, newest first. Query parameters that a route does not take are refused.

**`request-id`** is on every answer. A `Request-Id` that you send is kept in our logs beside it.

**Readers** have to expect further fields in answers; requests are taken by the letter. Events are told on the bus
and by callbacks.
""",
    "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
}
TAGS: Final = [
    {"name": orders.TAG, "description": "What must be paid before production."},
    {"name": payments.TAG, "description": "Paying, refunding, and what is owed."},
    {"name": links.TAG, "description": "Pages on which buyers pay."},
    {"name": wallets.TAG, "description": "Prepaid credits, one wallet to a currency."},
    {"name": methods.TAG, "description": "Cards and PayPal accounts that a merchant has linked."},
    {"name": methods.NOTICES, "description": "What a merchant has to know."},
    {"name": invoices.TAG, "description": "What merchants owe the operator."},
    {"name": merchants.TAG, "description": "Tenants, their keys and looks."},
    {"name": merchants.ACCOUNTS, "description": "A merchant's own account, on which its buyers' money arrives."},
    {"name": callbacks.TAG, "description": "What a merchant's own server is told."},
    {"name": exports.TAG, "description": "Rows as CSV, for books and spreadsheets."},
    {"name": payouts.TAG, "description": "What the provider sent to the bank, and whose payments that was."},
    {"name": shops.TAG, "description": "Shop systems that deliver their orders by themselves."},
    {"name": others.OPERATION, "description": "For machines and the operator."},
    {"name": others.PAGES, "description": "What buyers see; no part of an integration."},
    {
        "name": told.TAG,
        "description": "What is sent to a merchant's callback endpoint: by POST, signed, in order for each thing, at "
        "least once.",
    },
]
