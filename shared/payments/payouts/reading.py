"""Payouts as the platform's operator, or the owner of an account, reads them."""

import re
from typing import Any, Final

from shared.errors import NotFound
from shared.payments.payouts.store import from_item, public_line, read_item
from shared.table.export_keys import PAYOUT_LINE_PREFIX, PAYOUT_LIST
from shared.table.keys import owned_list
from shared.table.paging import Listing, PageRequest, decode_cursor, encode_cursor, list_page
from shared.table.port import Query, Table

_POSITION: Final = re.compile(rf"{PAYOUT_LINE_PREFIX}[a-z]+_[0-9A-Za-z_]{{1,80}}")
_ID: Final = re.compile(r"po_[0-9A-Za-z_]{1,80}")


def list_payouts(table: Table, merchant_id: str | None, page: PageRequest) -> Listing:
    """Payouts of a merchant's own account, or (``None``) of the platform's; newest first."""
    return list_page(table, [owned_list(merchant_id, "payout") if merchant_id else PAYOUT_LIST], page)


def read_payout(table: Table, payout_id: str, merchant_id: str | None, page: PageRequest) -> dict[str, Any]:
    """One payout with a page of what of ours it consists of. Raises :class:`NotFound` (rule M10)."""
    item = read_item(table, payout_id) if _ID.fullmatch(payout_id) else None
    if item is None or "reconciliation" not in item or item.get("merchant_id") != merchant_id or _hidden(item):
        raise NotFound("no such payout")
    above = decode_cursor(page.cursor, _POSITION, payout_id) if page.cursor else PAYOUT_LINE_PREFIX
    # The edge itself is found again between two bounds, and one more tells whether others follow.
    wanted = Query(None, payout_id, page.limit + 2, sort_above=above, sort_below=f"{PAYOUT_LINE_PREFIX}~")
    lines = [each for each in table.query(wanted).items if each["sk"] != above]
    shown = lines[: page.limit]
    listing = Listing(shown, encode_cursor(shown[-1]["sk"], payout_id) if len(lines) > page.limit else None)
    return from_item(item).public() | listing.body([public_line(each) for each in shown])


def _hidden(item: dict[str, Any]) -> bool:
    """Of an account that is nobody's any more: neither the platform's nor any merchant's."""
    return "account" in item and "merchant_id" not in item
