"""The messages of the sendings queue: hand a sending over, write one, or tell a merchant of something."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shared.canonical import canonical_json
from shared.errors import MalformedRequest
from shared.payments.notifying.news import News, news_of
from shared.table.port import Item


@dataclass(frozen=True, slots=True)
class HandOver:
    """One sending of a link, or of a notice."""

    owner_id: str
    sending_id: str


@dataclass(frozen=True, slots=True)
class ConfirmPayment:
    """A link that was paid."""

    link_id: str


@dataclass(frozen=True, slots=True)
class MailNotice:
    """A notice whose mail is to be written."""

    notice_id: str


def wanted_messages(old: Item | None, new: Item | None) -> list[str]:
    """What this change asks for: a new sending, an order that a link has just paid, a new notice, news of a merchant's.

    Nothing for any other change.
    """
    if new is None:
        return []
    if new.get("kind") == "sending" and old is None and new["status"] == "queued":
        owner = "link_id" if "link_id" in new else "notice_id"
        return [canonical_json({owner: str(new[owner]), "sending_id": str(new["id"])})]
    if new.get("kind") == "notice" and old is None:
        return [canonical_json({"new_notice_id": str(new["id"])})]
    if new.get("kind") == "order" and "paid_link" in new and "paid_link" not in (old or {}):
        return [canonical_json({"paid_link_id": str(new["paid_link"])})]
    return [news.message() for news in news_of(old or {}, new)]


def read_message(body: str) -> HandOver | ConfirmPayment | MailNotice | News:
    """What :func:`wanted_messages` wrote. Raises :class:`MalformedRequest` for anything else."""
    try:
        return _read(json.loads(body))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise MalformedRequest("not a message about a sending", code="invalid_message") from error


def _read(content: Mapping[str, Any]) -> HandOver | ConfirmPayment | MailNotice | News:
    if "paid_link_id" in content:
        return ConfirmPayment(str(content["paid_link_id"]))
    if "new_notice_id" in content:
        return MailNotice(str(content["new_notice_id"]))
    if "tell" in content:
        return News.read(content["tell"])
    owner = "notice_id" if "notice_id" in content else "link_id"
    return HandOver(str(content[owner]), str(content["sending_id"]))
