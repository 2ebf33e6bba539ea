"""What documents ask of the bucket."""

from collections.abc import Sequence
from typing import Protocol

from shared.links.documents.model import DOCUMENTS, UPLOADS


class DocumentBucket(Protocol):
    """Objects by their keys. Every implementation may raise for an outage; nothing is done by halves then."""

    def get(self, key: str, most: int) -> bytes | None:
        """The first ``most`` bytes of an object; ``None`` when there is none of this key."""
        ...

    def put(self, key: str, content: bytes) -> None:
        """Write a whole PDF."""
        ...

    def delete(self, keys: Sequence[str]) -> None:
        """Take up to 1,000 objects away; one that is not there is no error."""
        ...

    def keys(self, prefix: str) -> list[str]:
        """Up to 1,000 keys that begin so."""
        ...


def delete_documents(bucket: DocumentBucket, link_id: str) -> int:
    """Take away everything that was ever uploaded for a link, checked or not; how many objects that was."""
    deleted = 0
    for prefix in (UPLOADS, DOCUMENTS):
        while keys := bucket.keys(f"{prefix}{link_id}/"):
            bucket.delete(keys)
            deleted += len(keys)
    return deleted
