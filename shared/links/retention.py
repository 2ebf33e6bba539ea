"""What is kept for a link beside itself, and the writes that take it away again."""

from datetime import datetime
from typing import Final

from shared.links.documents.store import unchanged
from shared.links.model import ENDED, PaymentLink
from shared.links.store import PURGE_KIND, ttl_of
from shared.table.keys import attempt_key, due_attributes, link_key
from shared.table.port import ABSENT, PRESENT, Condition, Delete, Item, Put, Update

ATTEMPT: Final = "attempt"
_STATUSES: Final = sorted(str(status) for status in ENDED)
_STAYS: Final = frozenset(
    {
        *("pk", "sk", "kind", "id", "token", "merchant_id", "target_id", "status", "closing_to", "closed_at"),
        *("amount", "currency", "amount_version", "created_at", "expires_at", "request_digest", "document"),
        *("list_pk", "list_sk", "due_pk", "due_sk", "ttl"),
    }
)
"""What a link needs to come to its end; its document, so that an upload that comes late is looked for."""


def attempt_put(link: PaymentLink, payment_id: str) -> Put:
    """That the link has started this payment, whose parameters carry its token: to be found when it is forgotten."""
    pk, sk = attempt_key(link.id, payment_id)
    return Put({"pk": pk, "sk": sk, "kind": ATTEMPT, "payment_id": payment_id, **ttl_of(link)}, ABSENT)


def purge_later_update(link_id: str, at: datetime) -> Update:
    """Try to forget it again at ``at``; one that cannot be forgotten now keeps no other from its turn."""
    return Update(link_key(link_id), due_attributes(PURGE_KIND, link_id, at), condition=PRESENT)


def bared_update(item: Item) -> Update | None:
    """A link that has not ended without anything that it does not need for that; ``None`` when it is bare already."""
    taken = tuple(sorted(item.keys() - _STAYS))
    as_read = Condition("#status = :status", {"status": item["status"]})
    return Update(link_key(item["id"]), {}, remove=taken, condition=as_read) if taken else None


def gone_delete(link: PaymentLink) -> Delete:
    """The link itself, last: while it stands, the job and the audit find what is left.

    Holds on its document as it was read before its files were deleted: of one accepted since then a file is left.
    """
    choices = ", ".join(f":{status}" for status in _STATUSES)
    return Delete(link_key(link.id), unchanged(link, f"#status IN ({choices})", *_STATUSES))
