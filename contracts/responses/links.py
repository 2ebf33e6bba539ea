"""Payment links, their documents, messages and texts."""

from typing import Any, ClassVar, Literal

from pydantic import Field

from contracts.responses.answer import (
    AT,
    BASE_URL,
    ID_EXAMPLES,
    LATER,
    PAY_URL,
    Amount,
    Answer,
    Currency,
    Hash,
    InvoiceId,
    LinkId,
    Made,
    Moment,
    OrderId,
    Url,
    page_of,
)
from contracts.responses.words import Channel, DeliveryState, DocumentStatus, LinkStatus, Purpose, SendingStatus
from shared.links.sendings.model import Channel as Channel_
from shared.links.sendings.model import Delivery as Delivery_
from shared.links.sendings.model import Purpose as Purpose_
from shared.links.sendings.model import SendingStatus as SendingStatus_


class Document(Answer):
    """A PDF that the link was promised with."""

    status: DocumentStatus = Field(description="Where it stands.")
    reason: str | None = Field(description="Why it was refused, as a stable code.")
    sha256: Hash | None = Field(description="Of the accepted file, in hex.")
    size: int | None = Field(description="Of the accepted file, in bytes.")
    pages: int | None = Field(description="Of the accepted file.")


class LinkFailure(Answer):
    """Why an attempt to pay failed."""

    reason: str | None = Field(description="A stable code.")
    at: Moment = Field(description="When.")


class Opened(Answer):
    """How often the page was looked at."""

    count: int = Field(description="How often.")
    first: Moment | None = Field(description="When first.")
    last: Moment | None = Field(description="When last.")


class PaymentLink(Answer):
    """A page on which a buyer pays one order or invoice."""

    id: LinkId
    url: Url = Field(description="The page; who has it can pay and see the document.")
    status: LinkStatus = Field(description="Where it stands.")
    order_id: OrderId | None = Field(description="The order that it is for.")
    invoice_id: InvoiceId | None = Field(description="The invoice that it is for.")
    amount: Amount
    currency: Currency
    invoice_number: str | None = Field(description="As the buyer is shown it.")
    created_at: Made
    expires_at: Moment = Field(description="Until when it can be paid.")
    paid_at: Moment | None = Field(description="When it was paid.")
    closed_at: Moment | None = Field(description="When it became void or expired.")
    close_reason: str | None = Field(description="Why it is void.")
    document: Document | None = Field(description="The document that it was promised with.")
    closed_by: str | None = Field(description="Who had it closed: an API key's id, `operator` or `system`.")
    last_failure: LinkFailure | None = Field(description="Of the last attempt to pay.")
    opened: Opened

    example: ClassVar[dict[str, Any]] = {
        "id": ID_EXAMPLES["lnk"],
        "url": PAY_URL,
        "status": "open",
        "order_id": ID_EXAMPLES["ord"],
        "invoice_id": None,
        "amount": 2550,
        "currency": "EUR",
        "invoice_number": "2026-0042",
        "created_at": AT,
        "expires_at": LATER,
        "paid_at": None,
        "closed_at": None,
        "close_reason": None,
        "document": None,
        "closed_by": None,
        "last_failure": None,
        "opened": {"count": 0, "first": None, "last": None},
    }


VOID_LINK: dict[str, Any] = PaymentLink.example | {
    "status": "void",
    "closed_at": LATER,
    "close_reason": "ordered twice",
    "closed_by": ID_EXAMPLES["key"],
}
"""The same when it can be paid no more."""

PaymentLinkList = page_of(PaymentLink, "PaymentLinkList", "A page of payment links.")


class UploadForm(Answer):
    """A form to upload the document with: post these fields, then the file as `file`, to the address."""

    url: Url = Field(description="Of the bucket.")
    fields: dict[str, str] = Field(description="To be sent as they are.")
    max_bytes: int = Field(description="Of the file.")
    expires_at: Moment = Field(description="Until when it is good.")


class AwaitedDocument(Document):
    """A document, and the form to upload it with."""

    upload: UploadForm | None = Field(description="Null when none is awaited.")


class NewPaymentLink(PaymentLink):
    """A payment link as it is made."""

    document: AwaitedDocument | None = Field(description="The document that it was promised with, and a form for it.")

    example: ClassVar[dict[str, Any]] = PaymentLink.example | {
        "document": {
            "status": "awaited",
            "reason": None,
            "sha256": None,
            "size": None,
            "pages": None,
            "upload": {
                "url": "https://orderpay-documents.s3.eu-central-1.amazonaws.com/",
                "fields": {"key": f"uploads/{ID_EXAMPLES['lnk']}/{ID_EXAMPLES['upl']}", "policy": "eyJ9"},
                "max_bytes": 10485760,
                "expires_at": LATER,
            },
        }
    }


class HistoryEntry(Answer):
    """One thing that happened to the link; which fields there are depends on `type`."""

    type: Literal["created", "sent", "opened", "failed", "paid", "voided", "expired"] = Field(description="What.")
    at: Moment = Field(description="When.")
    count: int = Field(0, description="Of `opened`: how often.")
    first: Moment = Field("", description="Of `opened`: when first.")
    last: Moment = Field("", description="Of `opened`: when last.")
    reason: str | None = Field("", description="Why, as a stable code, or as the merchant said.")
    by: str | None = Field("", description="Of `voided`: who had it done.")
    id: str = Field("", description="Of `sent`: the message's id.")
    purpose: Purpose = Field(Purpose_.REQUEST, description="Of `sent`: what for.")
    channel: Channel = Field(Channel_.EMAIL, description="Of `sent`: how.")
    to: str = Field("", description="Of `sent`: to whom.")
    status: SendingStatus = Field(SendingStatus_.SENT, description="Of `sent`: where the message stands.")
    delivery: DeliveryState = Field(Delivery_.DELIVERED, description="Of `sent`: what the network told.")
    delivery_reason: str = Field("", description="Of `sent`: why it did not arrive.")


class PaymentLinkWithHistory(PaymentLink):
    """A payment link, and what happened to it."""

    history: list[HistoryEntry] = Field(description="Oldest first.")

    example: ClassVar[dict[str, Any]] = PaymentLink.example | {
        "history": [
            {"type": "created", "at": AT},
            {
                "type": "sent",
                "at": AT,
                "id": ID_EXAMPLES["snd"],
                "purpose": "request",
                "channel": "email",
                "to": "buyer@example.com",
                "status": "sent",
            },
        ]
    }


class MailTexts(Answer):
    """A mail."""

    subject: str | None = Field(description="One line.")
    body: str = Field(description="With `{link}` somewhere.")


class KeptTexts(Answer):
    """The texts of one language."""

    sms: str | None = Field(description="Null where there is none.")
    email: MailTexts | None = Field(description="Null where there is none.")


class LinkTemplate(Answer):
    """The texts of messages with payment links, by language."""

    templates: dict[str, KeptTexts] = Field(description="The merchant's own.")
    defaults: dict[str, KeptTexts] = Field(description="Ours, where it has none.")
    placeholders: list[str] = Field(description="What may stand in braces.")

    example: ClassVar[dict[str, Any]] = {
        "templates": {"en": {"sms": "Please pay {amount} to {merchant}: {link}", "email": None}},
        "defaults": {
            "en": {
                "sms": "{merchant}: {amount} for {reference}: {link}",
                "email": {"subject": "Your payment for {reference}", "body": "Please pay {amount}:\n{link}"},
            }
        },
        "placeholders": ["amount", "expires", "link", "merchant", "reference"],
    }


class Preview(Answer):
    """A text as it would be sent, with made-up values."""

    channel: Channel = Field(description="How it goes.")
    language: str = Field(description="In which it is written.")
    subject: str | None = Field(description="Of a mail.")
    text: str = Field(description="To the letter.")
    segments: int | None = Field(description="How many SMS it takes.")
    encoding: str | None = Field(description="Of an SMS.", examples=["gsm-7"])
    units: int | None = Field(description="Characters of an SMS as the network counts them.")

    example: ClassVar[dict[str, Any]] = {
        "channel": "sms",
        "language": "en",
        "subject": None,
        "text": f"Please pay €45.90 to Paper & Thread: {BASE_URL}/pay/0123456789abcdefghjkmnpqrs",
        "segments": 1,
        "encoding": "gsm-7",
        "units": 86,
    }
