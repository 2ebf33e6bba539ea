"""How a merchant gets a document in and a buyer gets it out: signed by us, carried by the bucket."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from shared.aws.credentials import Credentials
from shared.aws.presigning import Bucket, download_url, upload_form
from shared.clock import rfc3339
from shared.links.documents.model import MAX_BYTES, Document, DocumentStatus, document_key, upload_key

if TYPE_CHECKING:
    from shared.links.model import PaymentLink

_TYPE: Final = "application/pdf"
_DOWNLOAD_SECONDS: Final = 300
"""For a click; the page signs anew for the next one. Never past the link's last day."""


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs for one bucket with credentials as they are now."""

    bucket: Bucket
    credentials: Callable[[], Credentials]


def form_of(signer: Signer, link_id: str, document: Document, now: datetime) -> dict[str, Any] | None:
    """The form to upload a document with, as the API shows it; ``None`` when none is awaited any more.

    It is good until the document is missing, however often it is asked for.
    """
    if document.status_at(now) is not DocumentStatus.AWAITED:
        return None
    form = upload_form(
        signer.bucket,
        upload_key(link_id, document.upload),
        content_type=_TYPE,
        max_bytes=MAX_BYTES,
        credentials=signer.credentials(),
        at=now,
        expires_at=document.upload_expires_at,
    )
    expires_at = rfc3339(document.upload_expires_at)
    return {"url": form.url, "fields": dict(form.fields), "max_bytes": MAX_BYTES, "expires_at": expires_at}


def link_with_form(link: "PaymentLink", signer: Signer, base_url: str, now: datetime) -> dict[str, Any]:
    """The link as the API shows it, its document with ``upload``: the form, or null when none is awaited."""
    shown = link.public(base_url, now)
    if link.document is not None:
        shown["document"] |= {"upload": form_of(signer, link.id, link.document, now)}
    return shown


def download_of(signer: Signer, link: "PaymentLink", now: datetime) -> str | None:
    """Where a buyer gets the document for some minutes; ``None`` when there is none for buyers.

    A void or expired link gives it no more: it may have gone to the wrong person.
    """
    document = link.readable_document(now)
    if document is None or document.sha256 is None:
        return None
    left = int((link.purge_at - now).total_seconds())
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", link.invoice_number or "").strip("-.") or "document"
    return download_url(
        signer.bucket,
        document_key(link.id, document.upload, document.sha256),
        answer={
            "response-cache-control": "private, no-store",
            "response-content-disposition": f'attachment; filename="{name}.pdf"',
            "response-content-type": _TYPE,
        },
        credentials=signer.credentials(),
        at=now,
        seconds=max(1, min(_DOWNLOAD_SECONDS, left)),
    )
