"""A merchant reads what it was told: the list with each notice's mail, and marking it as read."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from shared.clock import Clock
from shared.errors import NotFound
from shared.links.sendings.store import from_item as sending_from_item
from shared.merchants.model import Merchant
from shared.merchants.service import find_merchant
from shared.notifications.model import Notice, NoticeMail
from shared.notifications.settings import Way, read_notice_settings
from shared.notifications.store import find_notice, from_item, read_update
from shared.notifications.writing import write_notice
from shared.payments.notifying.mailing import mail_id
from shared.table.attempt import try_update
from shared.table.keys import DUE_INDEX, LIST_INDEX, Key, sending_key
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
    listing = list_page(table, [partition], PageRequest(page.limit, page.cursor, wanted=wanted), index)
    notices = [from_item(item) for item in listing.items]
    mails = read_items(table, [_mail_key(notice) for notice in notices if notice.mail is NoticeMail.WRITTEN])
    return listing.body([_shown(notice, merchant, mails, base_url) for notice in notices])


def read_one(table: Table, clock: Clock, merchant_id: str, notice_id: str, base_url: str) -> dict[str, Any]:
    """Somebody has read this one; the first time stays. Raises :class:`NotFound` (rule M10)."""
    now = clock.now()
    notice = _own(find_notice(table, notice_id), merchant_id, now)
    if notice.read_at is None:
        try_update(table, read_update(notice.id, now))
        notice = _own(find_notice(table, notice_id), merchant_id, now)
    mails = read_items(table, [_mail_key(notice)] if notice.mail is NoticeMail.WRITTEN else [])
    return _shown(notice, find_merchant(table, merchant_id), mails, base_url)


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


def _mail_key(notice: Notice) -> Key:
    return sending_key(notice.id, mail_id(notice.id))


def _shown(notice: Notice, merchant: Merchant, mails: Mapping[Key, Item], base_url: str) -> dict[str, Any]:
    """The notice with its words, and what became of its mail."""
    written = write_notice(notice, merchant.locale, base_url)
    mail: dict[str, Any] = {"status": str(notice.mail), "reason": notice.mail_reason}
    if (item := mails.get(_mail_key(notice))) is not None:
        sending = sending_from_item(item)
        mail = {"to": sending.to, **sending.outcome()}
    return {**notice.public(), "title": written.title, "text": written.text, "mail": mail}
