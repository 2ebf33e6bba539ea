"""Debits of one wallet that wait in a row, joined into as few transactions as carry them (decision 26)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from shared.errors import MalformedRequest
from shared.payments.credits.auto_debit import MAX_ORDERS
from shared.payments.credits.debit_request import MAX_BYTES, DebitRequest, DrainRequest, read_request

Request = DebitRequest | DrainRequest | MalformedRequest
"""What a message asks, or why nobody can read it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One message; ``again``: it was handed out before, so that it may be what failed then."""

    request: Request
    again: bool


def read_asked(body: str, *, again: bool) -> Asked:
    """A message as it is; one that nobody can read keeps its place."""
    try:
        return Asked(read_request(body), again)
    except MalformedRequest as error:
        return Asked(error, again)


def joined(messages: Iterable[Asked]) -> Iterator[tuple[int, Request]]:
    """How many messages, next in their order, are one transaction, and what they ask together.

    Only neighbours join, so nothing passes a drain, a message that was handed out before, one of unknown size, or one
    that nobody can read. An order occurs once in what is joined: a later message about it may be an older one told
    again, and must not take the place of what it is told after.
    """
    count, whole = 0, None
    for asked in messages:
        if whole is not None and (both := _together(whole, asked)) is not None:
            count, whole = count + 1, both
            continue
        if whole is not None:
            yield count, whole.request
        count, whole = 1, asked
    if whole is not None:
        yield count, whole.request


def _together(first: Asked, second: Asked) -> Asked | None:
    one, other = first.request, second.request
    if first.again or second.again or not isinstance(one, DebitRequest) or not isinstance(other, DebitRequest):
        return None
    if (one.merchant_id, one.currency) != (other.merchant_id, other.currency) or not (one.size and other.size):
        return None
    targets, size = one.targets + other.targets, one.size + other.size
    if len(targets) > MAX_ORDERS or size > MAX_BYTES:
        return None
    if not {target.id for target in one.targets}.isdisjoint(target.id for target in other.targets):
        return None
    return Asked(DebitRequest(one.merchant_id, one.currency, targets, size=size), again=False)
