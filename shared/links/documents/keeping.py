"""What becomes of an upload."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from shared.clock import Clock
from shared.errors import NotFound
from shared.links.documents.bucket import DocumentBucket
from shared.links.documents.checking import Accepted, Refused
from shared.links.documents.model import (
    DOCUMENTS,
    MAX_BYTES,
    UPLOADS,
    Document,
    DocumentStatus,
    document_key,
    upload_of,
)
from shared.links.documents.store import checked_update
from shared.links.model import CLOSED, PaymentLink
from shared.links.store import find_link
from shared.table.attempt import try_update
from shared.table.port import Table


@dataclass(frozen=True, slots=True)
class Checking:
    """What a check needs; ``examine`` says what a file is."""

    table: Table
    bucket: DocumentBucket
    clock: Clock
    examine: Callable[[bytes], Accepted | Refused]


def check_upload(checking: Checking, key: str) -> str:
    """Look at what was uploaded under this key and write what it is; the code of what came of it.

    Told late, twice or out of turn it changes nothing: only the upload that the link awaits counts, once. What is not
    kept is deleted.
    """
    named = upload_of(key)
    if named is None:
        return "not_an_upload"
    link_id, upload = named
    link = _link(checking.table, link_id)
    if link is None or not _awaits(link, upload):
        return _clear_away(checking.bucket, link, key)
    content = checking.bucket.get(key, MAX_BYTES + 1)
    if content is None:
        return "gone"
    found = checking.examine(content)
    if isinstance(found, Accepted):
        checking.bucket.put(document_key(link_id, upload, found.sha256), content)
    if not try_update(checking.table, checked_update(link, _with(link, found, checking.clock.now()))):
        return _clear_away(checking.bucket, _link(checking.table, link_id), key)
    checking.bucket.delete([key])
    return found.reason if isinstance(found, Refused) else "accepted"


def _awaits(link: PaymentLink, upload: str) -> bool:
    """Whether this is the upload that the link awaits, and somebody may still want to read it."""
    document = link.document
    named = document is not None and document.upload == upload and document.status is DocumentStatus.AWAITED
    return named and link.status not in CLOSED


def _with(link: PaymentLink, found: Accepted | Refused, now: datetime) -> Document:
    assert link.document is not None  # noqa: S101 - narrows the type: the link awaits it
    if isinstance(found, Refused):
        return replace(link.document, status=DocumentStatus.REFUSED, reason=found.reason, checked_at=now)
    return replace(
        link.document,
        status=DocumentStatus.ACCEPTED,
        sha256=found.sha256,
        size=found.size,
        pages=found.pages,
        checked_at=now,
    )


def _clear_away(bucket: DocumentBucket, link: PaymentLink | None, key: str) -> str:
    """Nobody awaits this upload any more: what was made of it goes, unless it is what the link has accepted."""
    document, kept = link.document if link else None, None
    if link is not None and document is not None and document.sha256 is not None:
        kept = document_key(link.id, document.upload, document.sha256)
    made = bucket.keys(f"{DOCUMENTS}{key.removeprefix(UPLOADS)}-")
    bucket.delete([key, *(each for each in made if each != kept)])
    return "not_awaited"


def _link(table: Table, link_id: str) -> PaymentLink | None:
    try:
        return find_link(table, link_id)
    except NotFound:
        return None
