"""The mail of a notice: decided about once, stored to the letter, and handed over as every other message is."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from shared.clock import Clock
from shared.errors import Busy
from shared.ids import derived_id
from shared.links.model import page_url
from shared.links.sendings.model import Channel, Purpose, Sending
from shared.links.sendings.recipients import problem_of, recipient_id
from shared.links.sendings.store import to_item
from shared.links.store import read_link, ttl_of
from shared.merchants.model import Merchant
from shared.merchants.service import find_merchant
from shared.messaging.addresses import is_mail_address
from shared.notifications.model import Notice, NoticeKind, NoticeMail
from shared.notifications.settings import NoticeSettings, Way, read_notice_settings
from shared.notifications.store import find_notice, mail_update
from shared.notifications.writing import write_notice
from shared.table.attempt import try_update
from shared.table.keys import link_key, recipient_key
from shared.table.port import ABSENT, PRESENT, Check, Put, Table, TransactionFailed, Write

_DIGEST: Final = "notice"
"""Nobody asked for it by a request."""


def mail_id(notice_id: str) -> str:
    """The one mail that a notice can have."""
    return derived_id("snd", notice_id, "notice")


def write_mail(table: Table, clock: Clock, notice_id: str, base_url: str) -> str:
    """``queued``, or why there is none. The stream brings a queued one to whoever hands it over."""
    notice, now = find_notice(table, notice_id), clock.now()
    if notice is None or now >= notice.forgotten_at:
        return "forgotten"
    if notice.mail is not NoticeMail.QUEUED:
        return "known"
    merchant = find_merchant(table, notice.merchant_id)
    settings = read_notice_settings(table, merchant.id)
    to = _address(settings, merchant)
    reason = _refusal(table, settings, notice.kind, to, now)
    if reason is not None:
        return reason if try_update(table, mail_update(notice.id, NoticeMail.OFF, reason)) else "known"
    link = read_link(table, notice.link_id) if notice.link_id else None
    writes: list[Write] = [mail_update(notice.id, NoticeMail.WRITTEN)]
    if link is not None and now < link.purge_at:
        # It names the link, so it is kept and forgotten with that; under one that is being forgotten nobody would look.
        sending = replace(_mail(notice, merchant, to, page_url(base_url, link.token), now), link_id=link.id)
        writes += [Put(to_item(sending, ttl_of(link)), ABSENT), Check(link_key(link.id), PRESENT)]
    else:
        kept = {"ttl": int(notice.forgotten_at.timestamp())}
        writes.append(Put(to_item(_mail(notice, merchant, to, None, now), kept), ABSENT))
    try:
        table.transact(writes)
    except TransactionFailed as refused:
        if 0 not in refused.failed:
            raise Busy("the link has just been forgotten, try again") from refused
        return "known"
    return "queued"


def why_not_mailed(table: Table, sending: Sending, now: datetime) -> str | None:
    """What keeps a mail that was written from being handed over: the merchant's word since, or its mailbox's."""
    notice = find_notice(table, sending.notice_id or "")
    if notice is None or now >= notice.forgotten_at:
        return "forgotten"
    settings = read_notice_settings(table, sending.merchant_id)
    if sending.to != _address(settings, find_merchant(table, sending.merchant_id)):
        return "address_changed"
    return _refusal(table, settings, notice.kind, sending.to, now)


def _address(settings: NoticeSettings, merchant: Merchant) -> str:
    return settings.mail_to or merchant.email or ""


def _refusal(table: Table, settings: NoticeSettings, kind: NoticeKind, to: str, now: datetime) -> str | None:
    if not settings.wants(kind, Way.MAIL):
        return "switched_off"
    if not is_mail_address(to):
        return "no_address"
    problem = problem_of(table.get(recipient_key(recipient_id(Channel.EMAIL, to))), now, again=False)
    return problem.code if problem is not None else None


def _mail(notice: Notice, merchant: Merchant, to: str, url: str | None, now: datetime) -> Sending:
    written = write_notice(notice, merchant.locale, url)
    return Sending(
        id=mail_id(notice.id),
        notice_id=notice.id,
        merchant_id=merchant.id,
        channel=Channel.EMAIL,
        purpose=Purpose.NOTICE,
        to=to,
        language=written.locale,
        subject=written.title,
        text=written.mail,
        created_at=now,
        request_digest=_DIGEST,
    )
