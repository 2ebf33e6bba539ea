"""Which audit is due, how one is asked for, and how they are read."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from shared.clock import Clock, rfc3339
from shared.errors import InvalidRequest, NotFound
from shared.ids import derived_id, is_id
from shared.payments.audit.model import Audit
from shared.payments.audit.store import from_item, public_discrepancy, to_item
from shared.table.audit_keys import AUDIT_LIST, DISCREPANCY_PREFIX, audit_key
from shared.table.keys import LIST_INDEX
from shared.table.paging import Listing, PageRequest, decode_cursor, encode_cursor, list_page
from shared.table.port import ABSENT, ConditionFailed, Put, Query, Table
from shared.table.reading import read_entries, read_items

STARTS_AFTER: Final = timedelta(hours=3)
"""After the end of its day, so that what came late has come home."""

CATCHES_UP: Final = 14
"""Days that are audited after the fact, one after the other, when no audit ran; what is older is left out."""

_DAY: Final = timedelta(days=1)
_POSITION: Final = re.compile(rf"{DISCREPANCY_PREFIX}dis_[0-9a-z]{{26}}")


def ask_for_audit(table: Table, day: str, now: datetime, *, whole: bool = False) -> Audit:
    """A new audit of this UTC day, as far as it has gone, beside the day's own. Raises ``InvalidRequest``."""
    try:
        asked_day = date.fromisoformat(day)
    except ValueError as error:
        raise InvalidRequest("day is a date, YYYY-MM-DD", code="invalid_day") from error
    start = datetime.combine(asked_day, time(), UTC)
    if start > now:
        raise InvalidRequest("the day has not begun", code="invalid_day")
    # Whole seconds, as the provider counts; the one that is going on included.
    until = min(start + _DAY, now.replace(microsecond=0) + timedelta(seconds=1))
    audit = Audit(
        id=derived_id("aud", day, rfc3339(now)),
        day=asked_day.isoformat(),
        since=start,
        until=until,
        asked=True,
        whole=whole,
        started_at=now,
    )
    return _begun(table, audit)


def due_audits(table: Table, clock: Clock) -> Iterator[Audit]:
    """What a run of the schedule has to go on with: the days' own audits, oldest first, then those asked for."""
    latest = (clock.now() - STARTS_AFTER).date() - _DAY
    days = [latest - _DAY * back for back in range(CATCHES_UP, -1, -1)]
    items = read_items(table, [audit_key(_own_id(day)) for day in days])
    known = {item["day"]: from_item(item) for item in items.values()}
    first = next((day for day in days if day.isoformat() in known), latest)
    for day in days:
        if day < first:
            continue
        audit = known.get(day.isoformat()) or _begun(table, _own_audit(day, clock.now()))
        if audit.state == "running":
            yield audit
    listed = read_entries(table, table.query(Query(LIST_INDEX, AUDIT_LIST, 100, newest_first=True)).items)
    yield from (from_item(item) for item in listed if item["asked"] and item["state"] == "running")


def _own_id(day: date) -> str:
    return derived_id("aud", day.isoformat())


def _own_audit(day: date, now: datetime) -> Audit:
    """On the first of a month every journal is read from its first page."""
    start = datetime.combine(day, time(), UTC)
    return Audit(
        id=_own_id(day),
        day=day.isoformat(),
        since=start,
        until=start + _DAY,
        asked=False,
        whole=day.day == 1,
        started_at=now,
    )


def _begun(table: Table, audit: Audit) -> Audit:
    try:
        table.put(Put(to_item(audit), ABSENT))
    except ConditionFailed as lost:
        return from_item(lost.existing) if lost.existing else audit
    return audit


def list_audits(table: Table, page: PageRequest) -> Listing:
    """Audits, newest first."""
    return list_page(table, [AUDIT_LIST], page)


def read_audit(table: Table, audit_id: str, wanted: PageRequest) -> dict[str, Any]:
    """One audit with a page of what it found. Raises ``NotFound``."""
    item = table.get(audit_key(audit_id)) if is_id("aud", audit_id) else None
    if item is None:
        raise NotFound("no such audit")
    above = decode_cursor(wanted.cursor, _POSITION, audit_id) if wanted.cursor else DISCREPANCY_PREFIX
    page = table.query(Query(None, audit_id, wanted.limit, sort_above=above))
    listing = Listing(page.items, encode_cursor(page.scanned_to, audit_id) if page.scanned_to else None)
    return from_item(item).public() | listing.body([public_discrepancy(each) for each in page.items])
