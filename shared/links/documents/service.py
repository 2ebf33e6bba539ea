"""How a merchant tries again."""

from dataclasses import replace
from typing import Final

from shared.clock import Clock
from shared.errors import Busy, Conflict
from shared.ids import request_id
from shared.links.documents.model import DocumentStatus, awaited_document
from shared.links.documents.store import new_upload_update
from shared.links.model import LinkStatus, PaymentLink
from shared.links.store import find_shown_link
from shared.table.attempt import try_update
from shared.table.port import Table

_ATTEMPTS: Final = 3


def new_upload(
    table: Table, clock: Clock, merchant_id: str, link_id: str, idempotency_key: str | None = None
) -> PaymentLink:
    """The link, awaiting another upload under a new form; what comes under an older form counts no more.

    A repeat under the same idempotency key asks for nothing new: what came under its form counts.

    Raises ``NotFound``, ``Conflict``: ``document_accepted`` when there is nothing to try again, ``link_paid`` and the
    like when the link is not open.
    """
    upload = request_id("upl", link_id, "document", idempotency_key)
    for _ in range(_ATTEMPTS):
        now = clock.now()
        link = find_shown_link(table, link_id, merchant_id, now)
        if link.document is not None and link.document.upload == upload:
            return link
        status = link.status_at(now)
        if status is not LinkStatus.OPEN:
            raise Conflict(f"the payment link is {status}", code=f"link_{status}")
        if link.document is not None and link.document.status is DocumentStatus.ACCEPTED:
            raise Conflict("the payment link has its document", code="document_accepted")
        document = awaited_document(now, upload)
        if try_update(table, new_upload_update(link, document)):
            return replace(link, document=document)
    raise Busy("the payment link is being changed, try again")
