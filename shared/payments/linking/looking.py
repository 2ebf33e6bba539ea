"""What the provider has of a merchant's methods, asked and taken over; events and schedules only trigger it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from shared.errors import AppError, Busy, Conflict
from shared.payment_methods.model import MerchantMethods
from shared.payment_methods.notices import notices
from shared.payment_methods.owners import owner_put
from shared.payment_methods.reconciling import Seen, finished, reconciled
from shared.payment_methods.store import DUE_KIND, changed_update, next_due, read_methods, written
from shared.payments.linking.announcing import newly_linked
from shared.payments.linking.context import LinkingContext
from shared.payments.store import from_item as payment_from_item
from shared.table.attempt import try_update
from shared.table.due import due_ids, next_try
from shared.table.keys import payment_key
from shared.table.port import Put, Table, TransactionFailed, Update
from shared.table.reading import read_items

ATTEMPTS: Final = 5
PER_SHARD: Final = 100


def look_at_methods(
    context: LinkingContext,
    merchant_id: str,
    *,
    lapsed: Collection[str] = (),
    setups: Mapping[str, str] | None = None,
) -> MerchantMethods:
    """The methods as they are now, after a look, and what that left to be done is done.

    ``lapsed`` are methods, by the provider's ids, whose agreement has ended; ``setups`` tells which set-up brought one.
    Raises ``Busy`` and the provider's errors.
    """
    for _ in range(ATTEMPTS):
        before = read_methods(context.table, merchant_id)
        # The list is read after our own item: what we unlink meanwhile makes another version of that.
        found = context.methods.methods_of(before.customer_id) if before.customer_id else []
        now = context.clock.now()
        after = reconciled(without_ended(context.table, before), Seen(found, lapsed, setups or {}), now)
        if after == before:
            return finish(context, before)
        known = {method.id for method in before.methods}
        owners = [owner_put(new.provider_id, merchant_id) for new in after.methods if new.id not in known]
        if _written(context.table, changed_update(before, after), [*notices(before, after, now), *owners]):
            return finish(context, written(before, after))
    raise Busy("the payment methods are being changed, try again")


def finish(context: LinkingContext, methods: MerchantMethods) -> MerchantMethods:
    """Do what a change has left to be done: tell those who wait for a new method, detach at the provider.

    After a crash a schedule does it again, from the start. What the provider does not let go of stays ``detaching`` and
    holds up nothing else: it is due again. Raises ``Busy``.
    """
    announced = methods.fresh
    if announced:
        newly_linked(context, methods.merchant_id)
    detached = [provider_id for provider_id in methods.detaching if _is_detached(context, provider_id)]
    if not detached and not announced:
        return methods
    for _ in range(ATTEMPTS):
        after = finished(methods, detached, announced, context.clock.now())
        if try_update(context.table, changed_update(methods, after)):
            return written(methods, after)
        methods = read_methods(context.table, methods.merchant_id)
    raise Busy("the payment methods are being changed, try again")


def _is_detached(context: LinkingContext, provider_id: str) -> bool:
    try:
        context.methods.detach(provider_id)
    except AppError:
        return False
    return True


def due_methods(context: LinkingContext) -> Iterator[str]:
    """Merchants of whose methods there is something to say or to do."""
    return due_ids(context.table, DUE_KIND, context.clock.now(), PER_SHARD)


def tend_methods(context: LinkingContext, merchant_id: str) -> None:
    """A card of this merchant's is about to expire, or a run broke off. The provider is asked before anything is told:
    the card may have been renewed. Raises what :func:`look_at_methods` raises, and ``Conflict`` (``not_detached``) when
    the provider keeps what we have unlinked; they are due again.
    """
    methods, now = read_methods(context.table, merchant_id), context.clock.now()
    due = next_due(methods)
    if due is None or due > now:
        return
    # First, so that methods whose look fails do not hold up the others at every run.
    later = replace(methods, look_at=next_try(now, methods.tries), tries=methods.tries + 1)
    if try_update(context.table, changed_update(methods, later)) and look_at_methods(context, merchant_id).detaching:
        raise Conflict("the provider still has a method that was unlinked", code="not_detached")


def without_ended(table: Table, methods: MerchantMethods) -> MerchantMethods:
    """Without the payments that charge nothing any more: the run that ended them broke off before it said so here.

    A payment is stored before it uses a method (rule M4), so one that is not there has never been.
    """
    used = [payment_id for method in methods.methods for payment_id in method.in_use]
    if not used:
        return methods
    items = read_items(table, [payment_key(payment_id) for payment_id in used]).values()
    charging = {item["pk"] for item in items if payment_from_item(item).in_flight}
    ended = [payment_id for payment_id in used if payment_id not in charging]
    for method in methods.methods:
        methods = methods.done_using(method.id, *ended)
    return methods


def _written(table: Table, change: Update, beside: Sequence[Put]) -> bool:
    if not beside:
        return try_update(table, change)
    try:
        table.transact([change, *beside])
    except TransactionFailed:
        return False
    return True
