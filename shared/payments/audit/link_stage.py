"""A merchant's links that should have been forgotten: what was personal is gone within a day, whatever happened."""

from datetime import timedelta
from typing import Final

from shared.clock import rfc3339
from shared.links.model import ENDED, KEPT
from shared.links.retention import bared_update
from shared.payments.audit.context import Position, Step, View
from shared.payments.audit.model import Discrepancy, Kind
from shared.table.keys import LIST_INDEX, owned_list
from shared.table.port import Item, Query
from shared.table.reading import read_entries

OVERDUE: Final = timedelta(days=1)
"""The job has so long."""

_PAGE: Final = 100


def overdue_links(view: View, merchant_id: str, position: Position | None) -> Step:
    """One step of the links that are still there, oldest first: none, as a rule."""
    above = position["above"] if position else None
    before = rfc3339(view.now - KEPT - OVERDUE)
    query = Query(LIST_INDEX, owned_list(merchant_id, "link"), _PAGE, sort_above=above, sort_below=before)
    page = view.context.table.query(query)
    # With bounds on both sides the lower one is among what is found.
    items = read_entries(view.context.table, [entry for entry in page.items if entry["list_sk"] != above])
    found = [_overdue(item) for item in items if item["status"] in ENDED or bared_update(item) is not None]
    following = {"above": page.scanned_to} if page.scanned_to else None
    return Step(following, found, {"links_to_purge": len(items)} if items else {})


def _overdue(item: Item) -> Discrepancy:
    said = {"created_at": item["created_at"], "status": item["status"]}
    return Discrepancy(Kind.LINK_NOT_PURGED, item["id"], item["merchant_id"], said)
