"""Asking for a large export, and reading what became of it."""

from datetime import datetime
from typing import Final

from shared.errors import Conflict
from shared.exports.model import UNDER_WAY, Export
from shared.exports.request import ExportRequest
from shared.exports.span import Kind, read_span
from shared.exports.store import LIST, from_item, read_export, to_item
from shared.ids import request_id
from shared.table.create import create_once, key_reused
from shared.table.keys import owned_list
from shared.table.paging import Listing, PageRequest, list_page
from shared.table.port import Table

MOST_UNDER_WAY: Final = 5
"""Of one merchant at once."""

_LOOKED_AT: Final = 20


def ask_for_export(
    table: Table, merchant_id: str, request: ExportRequest, now: datetime, idempotency_key: str | None
) -> Export:
    """A new export; the same again under the same key. One write: the stream's reader sends for its first slice.

    Raises ``InvalidRequest``; ``IdempotencyMismatch`` for another body under the key; ``Conflict``
    (``too_many_exports``).
    """
    export_id = request_id("exp", merchant_id, "POST /v1/exports", idempotency_key)
    span = read_span(merchant_id, Kind(request.kind), request.wish(), now)
    if read_export(table, export_id) is None:
        _leave_room(table, merchant_id)
    asked = to_item(Export(id=export_id, span=span, created_at=now), request.digest())
    stored, _ = create_once(table, asked, key_reused())
    return from_item(stored)


def _leave_room(table: Table, merchant_id: str) -> None:
    """All merchants' slices stand in one queue. By the index: who asks twice within its delay may get one more."""
    newest = list_exports(table, merchant_id, PageRequest(limit=_LOOKED_AT)).items
    if sum(item["state"] in UNDER_WAY for item in newest) >= MOST_UNDER_WAY:
        raise Conflict(
            "as many exports as may be at once are being written: wait for one",
            code="too_many_exports",
            facts={"most_exports": MOST_UNDER_WAY},
        )


def list_exports(table: Table, merchant_id: str, page: PageRequest) -> Listing:
    """A merchant's exports, newest first."""
    return list_page(table, [owned_list(merchant_id, LIST)], page)
