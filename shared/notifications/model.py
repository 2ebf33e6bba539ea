"""A notice to a merchant, and the one table of their kinds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final, TypedDict

from shared.clock import rfc3339
from shared.ids import derived_id

KEPT: Final = timedelta(days=180)
"""How long a notice is shown; then the table's TTL takes it."""


class NoticeKind(StrEnum):
    """What has happened."""

    CHARGE_FAILED = "charge_failed"
    CHARGE_REQUIRES_ACTION = "charge_requires_action"
    METHOD_DEAD = "method_dead"
    METHOD_EXPIRING = "method_expiring"
    METHOD_EXPIRED = "method_expired"
    INVOICE_SENT = "invoice_sent"
    INVOICE_OVERDUE = "invoice_overdue"
    ACCOUNT_RESTRICTED = "account_restricted"
    ACCOUNT_RESTORED = "account_restored"
    TOP_UP_FAILED = "top_up_failed"
    TOP_UP_FAILING_REPEATEDLY = "top_up_failing_repeatedly"
    LOW_BALANCE = "low_balance"
    PAYMENT_DISPUTED = "payment_disputed"
    STRIPE_ACCOUNT_STOPPED = "stripe_account_stopped"
    STRIPE_ACCOUNT_REVOKED = "stripe_account_revoked"
    MESSAGE_FAILED = "message_failed"
    DOCUMENT_REFUSED = "document_refused"
    AUTHORIZATION_EXPIRING = "authorization_expiring"
    AUTHORIZATION_LAPSED = "authorization_lapsed"
    AUTHORIZATION_LOST = "authorization_lost"
    CAPTURE_REFUSED = "capture_refused"
    CALLBACKS_DISABLED = "callbacks_disabled"


class NoticeValues(TypedDict, total=False):
    """The small facts of a notice: never a card's number, never a secret.

    Amounts in minor units of ``currency``. ``reason`` is a stable code. ``next_try`` is RFC 3339,
    ``due_date`` is a day. ``sending`` is the id of a message to a buyer. ``link`` is the id of a payment link by which
    the merchant can pay: its token is looked up when it is told, so that a notice keeps no secret, and nothing of a
    link that is forgotten.
    """

    amount: int
    currency: str
    balance: int
    threshold: int
    reason: str
    brand: str
    last4: str
    exp_month: int
    exp_year: int
    email: str
    number: str
    due_date: str
    period: str
    times: int
    days: int
    next_try: str
    sending: str
    link: str


@dataclass(frozen=True, slots=True)
class KindRow:
    """What goes for a kind: where it is told unless the merchant says otherwise, and which values it cannot lack."""

    needs: frozenset[str] = frozenset()
    in_app: bool = True
    mail: bool = True


_MONEY: Final = frozenset({"amount", "currency"})
_INVOICE: Final = _MONEY | {"number", "due_date"}

KINDS: Final[Mapping[NoticeKind, KindRow]] = {
    NoticeKind.CHARGE_FAILED: KindRow(_MONEY | {"reason"}),
    NoticeKind.CHARGE_REQUIRES_ACTION: KindRow(_MONEY),
    NoticeKind.METHOD_DEAD: KindRow(),
    NoticeKind.METHOD_EXPIRING: KindRow(),
    NoticeKind.METHOD_EXPIRED: KindRow(),
    NoticeKind.INVOICE_SENT: KindRow(_INVOICE),
    NoticeKind.INVOICE_OVERDUE: KindRow(_INVOICE),
    NoticeKind.ACCOUNT_RESTRICTED: KindRow(),
    NoticeKind.ACCOUNT_RESTORED: KindRow(),
    NoticeKind.TOP_UP_FAILED: KindRow(_MONEY | {"reason"}),
    NoticeKind.TOP_UP_FAILING_REPEATEDLY: KindRow(_MONEY),
    NoticeKind.LOW_BALANCE: KindRow(frozenset({"currency", "balance", "threshold"})),
    NoticeKind.PAYMENT_DISPUTED: KindRow(_MONEY),
    NoticeKind.STRIPE_ACCOUNT_STOPPED: KindRow(),
    NoticeKind.STRIPE_ACCOUNT_REVOKED: KindRow(),
    # Of these there may be many.
    NoticeKind.MESSAGE_FAILED: KindRow(frozenset({"reason", "sending"}), mail=False),
    NoticeKind.DOCUMENT_REFUSED: KindRow(frozenset({"reason"}), mail=False),
    NoticeKind.AUTHORIZATION_EXPIRING: KindRow(_MONEY | {"number"}),
    NoticeKind.AUTHORIZATION_LAPSED: KindRow(_MONEY | {"number"}),
    NoticeKind.AUTHORIZATION_LOST: KindRow(_MONEY | {"number"}),
    NoticeKind.CAPTURE_REFUSED: KindRow(_MONEY | {"number"}),
    NoticeKind.CALLBACKS_DISABLED: KindRow(frozenset({"reason"})),
}
"""Every kind; the texts are in ``texts/``, a file for each language."""


class NoticeMail(StrEnum):
    """What was decided about a notice's mail, once: written to the letter, or not to be sent."""

    QUEUED = "queued"
    WRITTEN = "written"
    OFF = "off"


_SUBJECTS: Final = {
    "pay": "payment",
    "inv": "invoice",
    "ord": "order",
    "pm": "payment_method",
    "mer": "account",
    "lnk": "payment_link",
    "acct": "stripe_account",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """``mail_reason`` says why there is no mail: ``switched_off``, ``no_address``, ``recipient_opted_out`` …"""

    id: str
    merchant_id: str
    kind: NoticeKind
    subject: str
    created_at: datetime
    values: Mapping[str, str | int] = field(default_factory=dict)
    read_at: datetime | None = None
    mail: NoticeMail = NoticeMail.QUEUED
    mail_reason: str | None = None

    @property
    def link_id(self) -> str | None:
        """The payment link that it offers."""
        return str(self.values["link"]) if "link" in self.values else None

    @property
    def forgotten_at(self) -> datetime:
        """From then on nobody is shown it, whenever the table takes it."""
        return self.created_at + KEPT

    def subject_type(self) -> str:
        """What it is about, by the shape of its id; a wallet is named ``merchant.CUR``."""
        return "wallet" if "." in self.subject else _SUBJECTS.get(self.subject.partition("_")[0], "other")

    def public(self) -> dict[str, Any]:
        """The notice as the API shows it, without its words and its mail."""
        return {
            "id": self.id,
            "kind": self.kind,
            "subject": {"type": self.subject_type(), "id": self.subject},
            "values": dict(self.values),
            "created_at": rfc3339(self.created_at),
            "read_at": rfc3339(self.read_at) if self.read_at else None,
        }


def notice_id(merchant_id: str, kind: NoticeKind, subject_id: str, occasion: str) -> str:
    """The one id of this notice: by it there is never a second for the same occasion."""
    return derived_id("ntf", merchant_id, kind, subject_id, occasion)
