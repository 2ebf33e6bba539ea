"""The document of a link and what can be said of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from shared.clock import parse_rfc3339, rfc3339
from shared.errors import Conflict
from shared.ids import is_id, random_id

if TYPE_CHECKING:
    from shared.links.model import PaymentLink

UPLOAD_WINDOW: Final = timedelta(hours=1)
"""A form takes its upload for so long."""

MAX_BYTES: Final = 10 * 1024 * 1024
"""Of a document. The form refuses more, and the check does not read on."""

UPLOADS: Final = "uploads/"
DOCUMENTS: Final = "documents/"
"""Prefixes in the bucket: what came and nobody has looked at, and what was found to be a PDF."""


class DocumentStatus(StrEnum):
    """``awaited`` → ``accepted`` | ``refused``; ``missing`` is only told: awaited, and the time to upload is over."""

    AWAITED = "awaited"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What a link was promised. ``upload`` names the one upload that counts: one under an older form does not.

    ``sha256`` (hex), ``size`` (bytes) and ``pages`` are of the accepted file; ``reason`` is why one was refused.
    """

    upload: str
    upload_expires_at: datetime
    status: DocumentStatus = DocumentStatus.AWAITED
    reason: str | None = None
    sha256: str | None = None
    size: int | None = None
    pages: int | None = None
    checked_at: datetime | None = None

    def status_at(self, now: datetime) -> DocumentStatus:
        """The status to tell: what nobody uploaded in time is missing."""
        if self.status is DocumentStatus.AWAITED and now >= self.upload_expires_at:
            return DocumentStatus.MISSING
        return self.status

    def public(self, now: datetime) -> dict[str, Any]:
        """The document as the API shows it."""
        return {
            "status": self.status_at(now),
            "reason": self.reason,
            "sha256": self.sha256,
            "size": self.size,
            "pages": self.pages,
        }


def awaited_document(now: datetime, upload: str | None = None) -> Document:
    """A document that may be uploaded from now on, under this name or one of its own."""
    return Document(upload=upload or random_id("upl"), upload_expires_at=now + UPLOAD_WINDOW)


def upload_key(link_id: str, upload: str) -> str:
    """Where an upload lies until it is looked at."""
    return f"{UPLOADS}{link_id}/{upload}"


def upload_of(key: str) -> tuple[str, str] | None:
    """Link and upload that a key names; ``None`` for a key that we never signed."""
    prefix, _, rest = key.partition("/")
    link_id, _, upload = rest.partition("/")
    named = f"{prefix}/" == UPLOADS and is_id("lnk", link_id) and is_id("upl", upload)
    return (link_id, upload) if named else None


def document_key(link_id: str, upload: str, sha256: str) -> str:
    """Where an accepted document lies: by upload and digest, so that no two things are ever written to one key."""
    return f"{DOCUMENTS}{link_id}/{upload}-{sha256}.pdf"


def still_owed(document: Document | None, now: datetime) -> Document | None:
    """What a link promises that takes the place of another: a document anew, for the old one tells the old amount.

    Nobody was given a form for it, so it is told as missing until somebody asks for one.
    """
    return None if document is None else Document(upload=random_id("upl"), upload_expires_at=now)


def document_problem(link: "PaymentLink", now: datetime) -> Conflict | None:
    """Why this link cannot be sent to a buyer yet: it was promised with a document that is not there.

    A ``Conflict`` ``document_awaited``, ``document_refused`` or ``document_missing``; ``None`` when nothing is in the
    way.
    """
    if link.document is None:
        return None
    status = link.document.status_at(now)
    if status is DocumentStatus.ACCEPTED:
        return None
    return Conflict(f"the payment link's document is {status}", code=f"document_{status}")


def document_to_map(document: Document) -> dict[str, Any]:
    """As it lies in the link's item."""
    values = {name: getattr(document, name) for name in Document.__dataclass_fields__}
    written = {name: rfc3339(value) if isinstance(value, datetime) else value for name, value in values.items()}
    return {name: value for name, value in written.items() if value is not None} | {"status": str(document.status)}


def document_from_map(stored: Mapping[str, Any]) -> Document:
    """What :func:`document_to_map` wrote."""
    values = {name: stored[name] for name in Document.__dataclass_fields__ if name in stored}
    values |= {name: parse_rfc3339(stored[name]) for name in ("upload_expires_at", "checked_at") if name in stored}
    return Document(**values | {"status": DocumentStatus(stored["status"])})
