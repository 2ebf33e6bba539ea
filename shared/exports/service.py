"""Asking for a large export, and reading what became of it."""

from collections.abc import Callable
from datetime import datetime

from shared.exports.model import Export
from shared.exports.request import ExportRequest
from shared.exports.span import Kind, read_span
from shared.exports.store import LIST, from_item, to_item
from shared.ids import request_id
from shared.table.create import create_once, key_reused
from shared.table.keys import owned_list
from shared.table.paging import Listing, PageRequest, list_page
from shared.table.port import Table

Sign = Callable[[Export], str | None]
"""Where a finished file can be got for a while."""


def ask_for_export(
    table: Table, merchant_id: str, request: ExportRequest, now: datetime, idempotency_key: str | None
) -> Export:
    """A new export; the same again under the same key. One write: the stream's reader sends for its first slice.

    Raises ``InvalidRequest``; ``IdempotencyMismatch`` for another body under the key.
    """
    export_id = request_id("exp", merchant_id, "POST /v1/exports", idempotency_key)
    span = read_span(merchant_id, Kind(request.kind), request.wish(), now)
    asked = to_item(Export(id=export_id, span=span, created_at=now), request.digest())
    stored, _ = create_once(table, asked, key_reused())
    return from_item(stored)


def list_exports(table: Table, merchant_id: str, page: PageRequest) -> Listing:
    """A merchant's exports, newest first."""
    return list_page(table, [owned_list(merchant_id, LIST)], page)
