"""Keeping a new link together with the pointer to it: at most one open link to an order or the like."""

from datetime import datetime
from typing import TYPE_CHECKING

from shared.errors import Busy, Conflict
from shared.links.model import PaymentLink
from shared.links.service import link_id_for, pointer_to
from shared.links.store import from_item, to_item
from shared.payables.kinds import kind_of
from shared.payables.model import Payable, version_of
from shared.table.create import key_reused, same_request
from shared.table.keys import link_key
from shared.table.port import ABSENT, Put, Table, TransactionFailed

if TYPE_CHECKING:
    from shared.links.request import LinkRequest


def find_created(
    table: Table, payable: Payable, request: "LinkRequest", idempotency_key: str, now: datetime
) -> PaymentLink | None:
    """The link that this very request made before, if it did.

    Raises ``IdempotencyMismatch`` for another body, ``Conflict`` when that link is to be forgotten.
    """
    item = table.get(link_key(link_id_for(payable.id, idempotency_key)))
    made = from_item(same_request(item, request.digest(), key_reused())) if item else None
    if made is not None and now >= made.purge_at:
        raise Conflict("the link that this Idempotency-Key made exists no longer", code="link_gone")
    return made


def store_link(table: Table, payable: Payable, link: PaymentLink, request: "LinkRequest") -> None:
    """The link and the pointer to it, together.

    Raises :class:`Conflict` when nothing can be paid there any more, :class:`Busy` when another link came between.
    """
    kind = kind_of(payable.id)
    try:
        table.transact(
            [Put(to_item(link, request.digest()), ABSENT), kind.linked(version_of(payable), pointer_to(link))]
        )
    except TransactionFailed as refused:
        existing = refused.failed.get(1)
        if existing is not None and not (found := kind.read(existing)).payable:
            raise found.refusal() from refused
        raise Busy(f"another payment link is being made for this {kind.noun}") from refused
