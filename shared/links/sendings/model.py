"""One message about a payment link or a notice: to whom, what it says, and what became of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from shared.clock import rfc3339

MAX_SENDINGS: Final = 50
"""Of one link: whoever asks for more is writing to nobody's benefit."""

MAX_MAIL_CHARACTERS: Final = 20_000
"""Of one mail, its places filled in: a short template may name a long name hundreds of times, an item has 400 KB."""


class Channel(StrEnum):
    """How a message goes."""

    SMS = "sms"
    EMAIL = "email"


class Purpose(StrEnum):
    """Why: to ask for the payment, to confirm it, or to tell a merchant of something."""

    REQUEST = "request"
    RECEIPT = "receipt"
    NOTICE = "notice"


class SendingStatus(StrEnum):
    """``queued`` → ``sending`` → ``sent`` | ``failed`` | ``unknown``.

    ``sending`` is written before the message is handed over. Who finds it there later cannot know whether it was, and
    says ``unknown``: a message is never sent again blindly.
    """

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"


class Delivery(StrEnum):
    """What the networks told after it was sent; a later word of a higher rank replaces a lower one."""

    DELIVERED = "delivered"
    UNDELIVERABLE = "undeliverable"
    OPTED_OUT = "opted_out"

    @property
    def rank(self) -> int:
        """A complaint stands above a failure, and both above a delivery."""
        return list(Delivery).index(self) + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """``text`` is to the letter what is sent. ``fee`` is in minor units of ``currency`` and was taken with the request.

    ``attempts`` counts how often it was begun to hand the message over. It is kept and forgotten with the link
    ``link_id``, if it names one, else with the notice ``notice_id``.
    """

    id: str
    link_id: str | None = None
    notice_id: str | None = None
    merchant_id: str
    channel: Channel
    purpose: Purpose
    to: str
    language: str
    text: str
    created_at: datetime
    request_digest: str
    status: SendingStatus = SendingStatus.QUEUED
    subject: str | None = None
    segments: int | None = None
    fee: int = 0
    currency: str | None = None
    attempts: int = 0
    provider_id: str | None = None
    reason: str | None = None
    changed_at: datetime | None = None
    delivery: Delivery | None = None
    delivery_reason: str | None = None
    delivered_at: datetime | None = None

    @property
    def owner_id(self) -> str:
        """What it belongs to."""
        return self.link_id or self.notice_id or ""

    def public(self) -> dict[str, Any]:
        """The sending as the API shows it."""
        return {
            "id": self.id,
            "link_id": self.link_id,
            "purpose": self.purpose,
            "channel": self.channel,
            "to": self.to,
            "language": self.language,
            "subject": self.subject,
            "text": self.text,
            "segments": self.segments,
            "fee": self.fee,
            "currency": self.currency,
            **self.outcome(),
            "created_at": rfc3339(self.created_at),
        }

    def outcome(self) -> dict[str, Any]:
        """What became of it; ``delivery`` is ``null`` until a network tells."""
        told = {"state": self.delivery, "reason": self.delivery_reason, "at": _text(self.delivered_at)}
        return {
            "status": self.status,
            "reason": self.reason,
            "changed_at": _text(self.changed_at),
            "delivery": told if self.delivery else None,
        }


def _text(moment: datetime | None) -> str | None:
    return rfc3339(moment) if moment else None
