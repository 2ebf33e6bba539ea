"""Parameters in paths, queries and headers."""

import re
from typing import Any, Final, get_args

from contracts.openapi.operation import Operation
from contracts.responses.answer import ID_EXAMPLES
from shared.events.catalog.event_model import PaymentStatus
from shared.runtime.http_routes import Endpoint

_REQUIRED: Final = "Required: "
"""How the words of a query parameter begin that cannot be left out."""
_FLAG: Final = {"type": "string", "enum": ["true", "false"], "default": "false"}
_TOKEN: Final = ID_EXAMPLES["ord"][4:] * 2
_ID: Final = "^{}_[0-9a-hjkmnp-tv-z]{{26}}$"
_PATHS: Final[dict[str, tuple[str, dict[str, Any], Any]]] = {
    "currency": ("ISO 4217, in capitals.", {"type": "string", "pattern": "^[A-Z]{3}$"}, "EUR"),
    "token": ("The secret of the link's address.", {"type": "string", "minLength": 1}, _TOKEN),
    "callback_id": ("The callback.", {"type": "string", "minLength": 1}, f"cb_{ID_EXAMPLES['ord']}.1"),
    "payout_id": (
        "The provider's payout.",
        {"type": "string", "pattern": "^po_[0-9A-Za-z_]+$"},
        "po_1QK3xT2eZvKYlo2C8bVvdf4a",
    ),
    "digest": ("SHA-256 of the picture, in hex.", {"type": "string", "pattern": "^[0-9a-f]{64}$"}, "5f" * 32),
}
_PREFIXES: Final = {
    "order_id": ("ord", "The order."),
    "payment_id": ("pay", "The payment."),
    "invoice_id": ("inv", "The invoice."),
    "merchant_id": ("mer", "The merchant."),
    "shop_id": ("mer", "The shop: a merchant, and of these the caller itself."),
    "link_id": ("lnk", "The payment link."),
    "key_id": ("key", "The API key."),
    "method_id": ("pm", "The payment method."),
    "notification_id": ("ntf", "The notice."),
    "audit_id": ("aud", "The audit."),
    "export_id": ("exp", "The export."),
    "connection_id": ("shp", "The connection to a shop."),
    "delivery_id": ("shd", "What the shop delivered."),
}
_QUERIES: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    "limit": ("Entries to a page.", {"type": "integer", "minimum": 1, "maximum": 100, "default": 50}),
    "cursor": ("`next_cursor` of the page before.", {"type": "string", "minLength": 1}),
    "created_after": ("Only what was made later: RFC 3339, with a zone.", {"type": "string", "format": "date-time"}),
    "payment_status": ("Only these.", {"type": "string", "enum": sorted(get_args(PaymentStatus))}),
    "source": ("Only from there.", {"type": "string", "minLength": 1}),
    "unread": ("Only what nobody has read.", _FLAG),
    "refresh": ("Ask the provider first.", _FLAG),
}

HEADERS: Final[dict[str, Any]] = {
    "RequestId": {
        "description": "Names the request, in our logs as well: send it along when you ask us about it.",
        "required": True,
        "schema": {"type": "string"},
        "example": "JKJaXmPLvHcESHA=",
    },
    "OwnRequestId": {
        "description": "As on every answer of ours; what API Gateway answers alone has it in `apigw-requestid`.",
        "schema": {"type": "string"},
        "example": "JKJaXmPLvHcESHA=",
    },
    "RetryAfter": {
        "description": "After so many seconds it may be sent again, under the same `Idempotency-Key`. On every answer "
        "of ours.",
        "schema": {"type": "integer", "minimum": 1},
        "example": 2,
    },
}
IDEMPOTENCY_KEY: Final[dict[str, Any]] = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Your own name for this request. The same again under it resumes and answers what was made; another "
    "body is refused. It holds for good, for this key's merchant and route.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[ -+\\--~]+$"},
    "example": "1001-payment-1",
}


def parameters_of(operation: Operation, endpoint: Endpoint) -> list[dict[str, Any]]:
    """Those of the path, then of the query, then of headers. Raises ``KeyError`` for one that is in no words."""
    made = [_path(name) for name in re.findall(r"{(\w+)}", operation.route)]
    queries = endpoint.parameters if endpoint.parameters is not None else operation.parameters.keys()
    order = list(_QUERIES)
    for name in sorted(queries, key=lambda each: (order.index(each) if each in order else len(order), each)):
        made.append(_query(name, operation.parameters.get(name)))
    return [*made, {"$ref": "#/components/parameters/IdempotencyKey"}] if endpoint.creates else made


def _path(name: str) -> dict[str, Any]:
    if name in _PREFIXES:
        prefix, words = _PREFIXES[name]
        schema: dict[str, Any] = {"type": "string", "pattern": _ID.format(prefix)}
        example = ID_EXAMPLES[prefix]
    elif name in _PATHS:
        words, schema, example = _PATHS[name]
    else:
        raise KeyError(f"{name}: describe this path parameter in contracts/openapi/parameters.py")
    return {"name": name, "in": "path", "required": True, "description": words, "schema": schema, "example": example}


def _query(name: str, own: Any) -> dict[str, Any]:
    """``own`` are words for it, or words and a schema."""
    if name not in _QUERIES and not isinstance(own, tuple):
        raise KeyError(f"{name}: describe this query parameter in contracts/openapi/parameters.py")
    words, schema = own if isinstance(own, tuple) else _QUERIES[name]
    words = own if isinstance(own, str) else words
    required = words.startswith(_REQUIRED)
    return {"name": name, "in": "query", "required": required, "description": words, "schema": schema}
