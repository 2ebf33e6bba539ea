"""What the job does with money that is on its way back."""

from collections.abc import Iterator
from functools import partial
from typing import Final

from shared.payments.context import PaymentContext
from shared.payments.returns.refunding import look_instead, resume
from shared.payments.returns.store import DUE_KIND, look_again_update, read_return
from shared.payments.returns.surplus import return_surplus
from shared.payments.store import SURPLUS_DUE_KIND
from shared.table.attempt import try_update
from shared.table.due import due_ids, next_try

PER_SHARD: Final = 100


def due_returns(context: PaymentContext) -> Iterator[str]:
    """Refunds whose end is not known, then surplus that waits to go back: their ids."""
    due = partial(due_ids, context.table, now=context.clock.now(), limit=PER_SHARD)
    yield from due(kind=DUE_KIND)
    yield from due(kind=SURPLUS_DUE_KIND)


def bring_back(context: PaymentContext, item_id: str) -> None:
    """Go on with one of them. Raises the provider's errors; it is due again."""
    if item_id.startswith("rfd_"):
        go_on(context, item_id)
    else:
        return_surplus(context, item_id)


def go_on(context: PaymentContext, return_id: str) -> None:
    """Ask what came of a refund, and send it if nothing did; back off 5 min, 1 h, daily."""
    item = read_return(context.table, return_id)
    if item is None or not (item.unfinished or item.refused):
        return
    if not try_update(context.table, look_again_update(item, next_try(context.clock.now(), item.looks))):
        return  # Somebody is at it.
    if item.refused:
        look_instead(context, item)
    else:
        resume(context, item)
