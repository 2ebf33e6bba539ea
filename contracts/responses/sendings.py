"""Messages to buyers, and notices to merchants."""

from typing import Any, ClassVar, Literal

from pydantic import Field

from contracts.responses.answer import (
    AT,
    ID_EXAMPLES,
    PAY_URL,
    Answer,
    LinkId,
    Made,
    Moment,
    Url,
    page_of,
)
from contracts.responses.words import Channel, DeliveryState, NoticeKind, Purpose, SendingStatus


class DeliveryReport(Answer):
    """What the network told of a message."""

    state: DeliveryState = Field(description="Whether it arrived.")
    reason: str | None = Field(description="Why not, as a stable code.")
    at: Moment | None = Field(description="When it told so.")


class Sending(Answer):
    """A message about a payment link."""

    id: str = Field(description="Its id.", examples=[ID_EXAMPLES["snd"]])
    link_id: LinkId | None = Field(description="The link that it is about.")
    purpose: Purpose = Field(description="To ask for the payment, or to confirm it.")
    channel: Channel = Field(description="How it goes.")
    to: str = Field(description="To whom.")
    language: str = Field(description="In which it is written.")
    subject: str | None = Field(description="Of a mail.")
    text: str = Field(description="To the letter.")
    segments: int | None = Field(description="How many SMS it takes.")
    fee: int = Field(description="What was taken from the wallet for it, in minor units.")
    currency: str | None = Field(description="Of the fee.")
    status: SendingStatus = Field(description="`unknown`: nobody knows whether it went out; it is not sent again.")
    reason: str | None = Field(description="Why it failed, as a stable code.")
    changed_at: Moment | None = Field(description="Since when it is so.")
    delivery: DeliveryReport | None = Field(description="Null until a network tells.")
    created_at: Made

    example: ClassVar[dict[str, Any]] = {
        "id": ID_EXAMPLES["snd"],
        "link_id": ID_EXAMPLES["lnk"],
        "purpose": "request",
        "channel": "email",
        "to": "buyer@example.com",
        "language": "en",
        "subject": "Your payment for 2026-0042",
        "text": f"Please pay €25.50:\n{PAY_URL}",
        "segments": None,
        "fee": 0,
        "currency": None,
        "status": "queued",
        "reason": None,
        "changed_at": None,
        "delivery": None,
        "created_at": AT,
    }


class NoticeSubject(Answer):
    """What a notice is about."""

    type: Literal[
        "payment", "invoice", "order", "payment_method", "account", "payment_link", "stripe_account", "wallet", "other"
    ] = Field(description="What kind of thing.")
    id: str = Field(description="Its id; of a wallet `merchant.CUR`.")


class NoticeMail(Answer):
    """What became of a notice's mail."""

    status: Literal["queued", "written", "off", "sending", "sent", "failed", "unknown"] = Field(
        description="`off`: none is sent, and `reason` says why."
    )
    reason: str | None = Field(description="A stable code.")
    to: str = Field("", description="To whom; once it was written.")
    changed_at: Moment | None = Field(None, description="Since when it is so; once it was written.")
    delivery: DeliveryReport | None = Field(None, description="Null until a network tells; once it was written.")


class Notice(Answer):
    """Something that a merchant has to know or to act on."""

    id: str = Field(description="Its id.", examples=[ID_EXAMPLES["ntf"]])
    kind: NoticeKind = Field(description="What has happened.")
    subject: NoticeSubject
    values: dict[str, str | int] = Field(description="The facts behind the words; amounts in minor units.")
    title: str = Field(description="In the merchant's language.")
    text: str = Field(description="In the merchant's language.")
    url: Url | None = Field(description="A page on which to pay, as long as there is one.")
    mail: NoticeMail
    created_at: Made
    read_at: Moment | None = Field(description="When somebody read it first.")

    example: ClassVar[dict[str, Any]] = {
        "id": ID_EXAMPLES["ntf"],
        "kind": "low_balance",
        "subject": {"type": "wallet", "id": f"{ID_EXAMPLES['mer']}.EUR"},
        "values": {"currency": "EUR", "balance": 4200, "threshold": 5000},
        "title": "Your credits are low",
        "text": "Your credits are down to €42.00.",
        "url": None,
        "mail": {"status": "off", "reason": "switched_off"},
        "created_at": AT,
        "read_at": None,
    }


NoticeList = page_of(Notice, "NoticeList", "A page of notices.")


class Marked(Answer):
    """How many notices were marked as read."""

    read: int = Field(description="By this call.")
    more: bool = Field(description="Whether others are left: ask again.")

    example: ClassVar[dict[str, Any]] = {"read": 12, "more": False}


class ToldWhere(Answer):
    """Where notices of one kind are told."""

    in_app: bool = Field(description="In the list of notices.")
    mail: bool = Field(description="By mail.")


class NoticeSettings(Answer):
    """Which notices are told where."""

    mail_to: str | None = Field(description="The address that was chosen; null: the merchant's own.")
    address: str | None = Field(description="Where mail really goes.")
    kinds: dict[NoticeKind, ToldWhere] = Field(description="Every kind.")

    example: ClassVar[dict[str, Any]] = {
        "mail_to": None,
        "address": "books@paper-thread.example",
        "kinds": {"low_balance": {"in_app": True, "mail": False}},
    }
