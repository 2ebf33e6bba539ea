"""Changes of a link's document: each holds on the document as it was read."""

from shared.links.documents.model import Document, document_to_map
from shared.links.model import PaymentLink
from shared.table.keys import link_key
from shared.table.port import Condition, Update


def checked_update(link: PaymentLink, document: Document) -> Update:
    """What was found of the upload that the link awaited when it was read; nobody reads it on a closed link."""
    condition = unchanged(link, "#status IN (:open, :voiding, :paid)", "open", "voiding", "paid")
    return Update(link_key(link.id), {"document": document_to_map(document)}, condition=condition)


def new_upload_update(link: PaymentLink, document: Document) -> Update:
    """Await another upload on a link that is still open."""
    condition = unchanged(link, "#status = :open", "open")
    return Update(link_key(link.id), {"document": document_to_map(document)}, condition=condition)


def unchanged(link: PaymentLink, standing: str, *statuses: str) -> Condition:
    """The document is as it was read, and ``standing`` holds: a test of the link's status that names ``statuses``."""
    values: dict[str, object] = {status: status for status in statuses}
    if link.document is None:
        return Condition(f"{standing} AND attribute_not_exists(#document)", values)
    return Condition(f"{standing} AND #document = :seen", values | {"seen": document_to_map(link.document)})
