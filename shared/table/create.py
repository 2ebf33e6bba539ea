"""Creating a thing once: the idempotency of every POST is this one conditional write."""

from shared.errors import AppError, IdempotencyMismatch
from shared.table.port import ABSENT, ConditionFailed, Item, Put, Table


def create_once(table: Table, item: Item, mismatch: AppError) -> tuple[Item, bool]:
    """Write the item unless its key is taken; the item that stands and whether this call wrote it.

    The item carries ``request_digest``; raises ``mismatch`` when the one that stands was made by another request.
    """
    try:
        table.put(Put(item, ABSENT))
    except ConditionFailed as lost:
        return same_request(lost.existing, item["request_digest"], mismatch), False
    return item, True


def same_request(existing: Item | None, request_digest: str, mismatch: AppError) -> Item:
    """The existing item if the same request made it, else ``mismatch`` is raised."""
    if existing is None or existing.get("request_digest") != request_digest:
        raise mismatch
    return existing


def key_reused() -> IdempotencyMismatch:
    """The answer to a second body under one idempotency key."""
    return IdempotencyMismatch("this Idempotency-Key was used with another body")
