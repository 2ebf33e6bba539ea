"""Bringing a return to where the provider says it is: once per object of the provider, whatever tells of it."""

from dataclasses import replace
from typing import Final

from shared.errors import Busy
from shared.ids import derived_id
from shared.payments.context import PaymentContext
from shared.payments.returns.effects import with_effects
from shared.payments.returns.model import FAILED_RANK, Captured, Change, Origin, Return, counted_delta
from shared.payments.returns.store import changed_update, find_captured, read_return, to_item
from shared.stripe_gateway.port import Withdrawal, WithdrawalFact
from shared.table.port import ABSENT, Put, TransactionFailed, Write

REFUND: Final = "orderpay_refund"
"""The provider's metadata that names a refund of ours."""

_ATTEMPTS: Final = 8


def record(context: PaymentContext, fact: WithdrawalFact, payment_id: str) -> Return | None:
    """The return that this fact is about, as it stands after it; ``None`` when its money is not recorded here.

    One of ours is known by its metadata; any other, made in the provider's dashboard or by a bank, comes to be at
    first sight. An older look than the last one changes nothing. Raises ``Busy`` when others were in the way too
    often; nothing has then changed.
    """
    change = Change(fact.state, fact.rank, fact.live, fact.provider_id, fact.failure)
    for _ in range(_ATTEMPTS):
        captured = find_captured(context.table, payment_id, fact.intent_id)
        if captured is None or captured.account != fact.account:
            return None
        stored = _stored(context, fact)
        item = stored or _first_sight(context, fact, captured)
        if change.rank < item.rank:
            return item
        if captured.credited_by and fact.currency == captured.currency and _short(item, change, captured):
            _take_credit_back(context, captured)
            continue
        written = _write(context, captured, item, change, new=stored is None, currency=fact.currency)
        if written is not None:
            return written
    raise Busy("the payment is being changed, try again")


def give_up(context: PaymentContext, item: Return, reason: str) -> Return:
    """The provider refused for good: nothing went back, and all that was reserved stands again.

    Not one that the provider has told of meanwhile: that another try of it was refused is then no news.
    """
    change = Change("failed", FAILED_RANK, live=False, failure=reason)
    for _ in range(_ATTEMPTS):
        current = read_return(context.table, item.id) or item
        captured = find_captured(context.table, item.payment_id, item.intent_id)
        if captured is None or current.rank > 0:
            return current
        written = _write(context, captured, current, change, new=False, currency=item.currency)
        if written is not None:
            return written
    raise Busy("the payment is being changed, try again")


def _write(
    context: PaymentContext, captured: Captured, item: Return, change: Change, *, new: bool, currency: str
) -> Return | None:
    """One try; ``None`` when something of what was read has changed."""
    delta = counted_delta(item, change, captured.left, same_currency=currency == captured.currency)
    told = replace(
        item,
        state=change.state,
        rank=change.rank,
        live=change.live,
        provider_id=change.provider_id or item.provider_id,
        failure=change.failure,
    )
    if told == item and delta == 0 and not new:
        return item
    moved, effects = with_effects(context.table, captured, told, delta, context.clock.now())
    own: Write = Put(to_item(moved), ABSENT) if new else changed_update(item, moved, context.clock.now())
    try:
        context.table.transact([own, *effects])
    except TransactionFailed:
        return None
    return moved


def _stored(context: PaymentContext, fact: WithdrawalFact) -> Return | None:
    """Ours if its metadata says so and everything fits; else the one that was seen under the provider's own id."""
    own = read_return(context.table, fact.metadata[REFUND]) if REFUND in fact.metadata else None
    if own is not None and _is_of(own, fact):
        return own
    return read_return(context.table, _seen_id(fact))


def _is_of(item: Return, fact: WithdrawalFact) -> bool:
    same = (item.kind, item.intent_id, item.amount) == (fact.kind, fact.intent_id, fact.amount)
    return same and item.provider_id in (None, fact.provider_id) and not item.refused


def _seen_id(fact: WithdrawalFact) -> str:
    return derived_id("rfd", fact.provider_id) if fact.kind is Withdrawal.REFUND else fact.provider_id


def _first_sight(context: PaymentContext, fact: WithdrawalFact, captured: Captured) -> Return:
    item = captured.going_back(_seen_id(fact), Origin.PROVIDER, fact.amount, context.clock.now())
    return replace(item, kind=fact.kind, currency=fact.currency, provider_id=fact.provider_id)


def _short(item: Return, change: Change, captured: Captured) -> bool:
    return change.live and item.amount - item.covered > captured.left


def _take_credit_back(context: PaymentContext, captured: Captured) -> None:
    """The provider takes money away that went to the merchant's credits: they give it up first (rule M7)."""
    credit = read_return(context.table, captured.credited_by[-1])
    if credit is not None:
        taken = Change("withdrawn", FAILED_RANK, live=False)
        _write(context, captured, credit, taken, new=False, currency=captured.currency)
