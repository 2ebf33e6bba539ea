"""A merchant reads what it was told: the list with each notice's mail, and marking it as read."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from shared.clock import Clock
from shared.errors import NotFound
from shared.links.model import page_url
from shared.links.sendings.store import from_item as sending_from_item
from shared.links.store import from_item as link_from_item
from shared.merchants.model import Merchant
from shared.merchants.service import find_merchant
from shared.notifications.model import Notice, NoticeMail
from shared.notifications.settings import Way, read_notice_settings
from shared.notifications.store import find_notice, from_item, read_update
from shared.notifications.writing import write_notice
from shared.payments.notifying.mailing import mail_id
from shared.table.attempt import try_update
from shared.table.keys import DUE_INDEX, LIST_INDEX, Key, link_key, sending_key
from shared.table.notice_keys import notice_list, unread_list
from shared.table.paging import PageRequest, list_page
from shared.table.port import Item, Query, Table
from shared.table.reading import key_of, read_items

MOST_READ: Final = 300
"""Notices that one request marks, one write each; it says when more are left."""

_BATCH: Final = 100


def list_notices(
    table: Table, clock: Clock, merchant_id: str, page: PageRequest, *, unread: bool, base_url: str
) -> dict[str, Any]:
    """A page of a merchant's notices, newest first, as the API shows them: those of the kinds that it wants in-app.

    Raises ``MalformedRequest`` for a cursor that is none.
    """
    merchant, settings, now = find_merchant(table, merchant_id), read_notice_settings(table, merchant_id), clock.now()

    def wanted(item: Item) -> bool:
        notice = from_item(item)
        fresh = now < notice.forgotten_at and not (unread and notice.read_at)
        return fresh and settings.wants(notice.kind, Way.IN_APP)

    partition, index = (unread_list(merchant_id), DUE_INDEX) if unread else (notice_list(merchant_id), LIST_INDEX)
    listing = list_page(table, [partition], replace(page, wanted=wanted), index)
    notices = [from_item(item) for item in listing.items]
    beside = _beside(table, notices)
    return listing.body([_shown(notice, merchant, beside, base_url, now) for notice in notices])


def read_one(table: Table, clock: Clock, merchant_id: str, notice_id: str, base_url: str) -> dict[str, Any]:
    """Somebody has read this one; the first time stays. Raises :class:`NotFound` (rule M10)."""
    now = clock.now()
    notice = _own(find_notice(table, notice_id), merchant_id, now)
    if notice.read_at is None:
        try_update(table, read_update(notice.id, now))
        notice = _own(find_notice(table, notice_id), merchant_id, now)
    return _shown(notice, find_merchant(table, merchant_id), _beside(table, [notice]), base_url, now)


def read_until(table: Table, clock: Clock, merchant_id: str, until: str) -> dict[str, Any]:
    """Somebody has read all that were made until this moment (RFC 3339): how many this call marked, and whether more
    are left. What came after stays unread. The index may not know yet of the newest.
    """
    marked, above = 0, None
    for _ in range(MOST_READ // _BATCH):
        # "$" follows "#": the bound lies above all of that moment.
        query = Query(DUE_INDEX, unread_list(merchant_id), _BATCH, sort_above=above, sort_below=f"{until}$")
        page = table.query(query)
        marked += sum(try_update(table, read_update(key_of(entry).pk, clock.now())) for entry in page.items)
        if page.scanned_to is None:
            return {"read": marked, "more": False}
        above = page.scanned_to
    return {"read": marked, "more": True}


def _own(notice: Notice | None, merchant_id: str, now: datetime) -> Notice:
    if notice is None or notice.merchant_id != merchant_id or now >= notice.forgotten_at:
        raise NotFound("no such notification")
    return notice


def _beside(table: Table, notices: Sequence[Notice]) -> Mapping[Key, Item]:
    """The links and the mails of these notices, as far as they are still there."""
    links = [link_key(notice.link_id) for notice in notices if notice.link_id]
    return read_items(table, [*links, *(key for notice in notices for key in _mail_keys(notice))])


def _mail_keys(notice: Notice) -> list[Key]:
    """Where its mail may lie: with the link that it names, or with itself where that had gone."""
    if notice.mail is not NoticeMail.WRITTEN:
        return []
    return [sending_key(owner, mail_id(notice.id)) for owner in (notice.link_id, notice.id) if owner]


def _shown(
    notice: Notice, merchant: Merchant, beside: Mapping[Key, Item], base_url: str, now: datetime
) -> dict[str, Any]:
    """The notice with its words, the page on which to act, and what became of its mail."""
    written = write_notice(notice, merchant.locale)
    mail: dict[str, Any] = {"status": str(notice.mail), "reason": notice.mail_reason}
    for item in (beside[key] for key in _mail_keys(notice) if key in beside):
        sending = sending_from_item(item)
        mail = {"to": sending.to, **sending.outcome()}
    found = beside.get(link_key(notice.link_id)) if notice.link_id else None
    link = link_from_item(found) if found else None
    url = page_url(base_url, link.token) if link is not None and now < link.purge_at else None
    return {**notice.public(), "title": written.title, "text": written.text, "url": url, "mail": mail}
