"""Forgetting a payment link 90 days after it was made: all that is kept for it goes, what the books need stays.

Each step may be made again: documents, then what lies under the link, then the link itself together with what its order
knows of it. A crash leaves the link, and so the job's own entry, standing.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from shared.errors import Busy, Conflict
from shared.links.model import ENDED, Closing, LinkStatus, PaymentLink
from shared.links.retention import ATTEMPT, bared_update, gone_delete, purge_later_update
from shared.links.store import PURGE_KIND, from_item, link_collection
from shared.payables.kinds import kind_of
from shared.payments.collecting.link_closing import close_link
from shared.payments.context import PaymentContext
from shared.payments.store import forgotten_update as payment_forgotten_update
from shared.table.attempt import try_update
from shared.table.due import due_ids, next_try
from shared.table.keys import Key, link_key
from shared.table.port import PRESENT, ConditionFailed, Delete, Item, Table, TransactionFailed, Update, Write

PER_SHARD: Final = 250
"""A thousand to a run: as many as the run has time for, if each has a document."""
_ATTEMPTS: Final = 5


@dataclass(frozen=True, slots=True)
class PurgeContext:
    """The worlds outside; ``delete_documents`` takes away everything that was uploaded for a link, by its id."""

    payments: PaymentContext
    delete_documents: Callable[[str], object]


def due_purges(context: PaymentContext) -> Iterator[str]:
    """Links that ended and are to be forgotten, and those that should be and have not ended."""
    return due_ids(context.table, PURGE_KIND, context.clock.now(), PER_SHARD)


def purge_link(purge: PurgeContext, link_id: str) -> None:
    """Forget one link. One that a payment is still under way for loses all that is personal now, the rest when it ends.

    Raises ``Conflict`` for such a one, and what :func:`close_link` raises; it is due again.
    """
    context = purge.payments
    table, now = context.table, context.clock.now()
    item = table.get(link_key(link_id))
    if item is None or now < (link := from_item(item)).purge_at:
        return
    if link.status is not LinkStatus.OPEN:
        # First, so that one which cannot be forgotten now does not hold up the others at every run.
        try_update(table, purge_later_update(link_id, next_try(now, 0)))
    seen = link.document
    if seen is not None:
        purge.delete_documents(link_id)
    in_flight = _forget_kept(table, link_id)
    if link.status not in ENDED:
        _bare(table, item, now)
        link = close_link(context, link, Closing(link.closing_to or LinkStatus.EXPIRED))
        in_flight = _forget_kept(table, link_id)
    if in_flight:
        raise Conflict("a payment on this link is on its way", code="payment_pending")
    _forget_link(table, replace(link, document=seen), now)


def _forget_kept(table: Table, link_id: str) -> bool:
    """Take away what lies under the link; whether a payment of it is still in flight, whose place is then kept."""
    in_flight = False
    for item in link_collection(table, link_id):
        key = Key(item["pk"], item["sk"])
        if key == link_key(link_id):
            continue
        if item.get("kind") == ATTEMPT and not _forget_payment(table, item["payment_id"]):
            in_flight = True
        else:
            _delete(table, key)
    return in_flight


def _forget_payment(table: Table, payment_id: str) -> bool:
    """Take the link's token off a payment; not while it is in flight: it may still need its exact parameters."""
    try:
        table.update(payment_forgotten_update(payment_id))
    except ConditionFailed as refused:
        return refused.existing is None
    return True


def _delete(table: Table, key: Key) -> None:
    try:
        table.delete(Delete(key, PRESENT))
    except ConditionFailed:
        return  # Another run was here.


def _bare(table: Table, item: Item, now: datetime) -> None:
    """Where somebody else wrote meanwhile, the next run goes on."""
    update = bared_update(item)
    if update is not None:
        try_update(table, update)
    forgotten = _forgotten(table, item["target_id"], now, None)
    if forgotten is not None:
        try_update(table, forgotten)


def _forgotten(table: Table, payable_id: str, now: datetime, ended_link: str | None) -> Update | None:
    kind = kind_of(payable_id)
    item = table.get(kind.key(payable_id))
    return kind.forgotten(item, now, ended_link) if item else None


def _forget_link(table: Table, link: PaymentLink, now: datetime) -> None:
    for _ in range(_ATTEMPTS):
        forgotten = _forgotten(table, link.target_id, now, link.id)
        writes: list[Write] = [gone_delete(link), *([forgotten] if forgotten else [])]
        try:
            table.transact(writes)
        except TransactionFailed as refused:
            if 0 in refused.failed:
                if refused.failed[0] is None:
                    return  # Another run was here.
                raise Busy("the link's document is being changed, try again") from refused
        else:
            return
    raise Busy(f"the {kind_of(link.target_id).noun} is being changed, try again")
