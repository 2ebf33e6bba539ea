"""Sending surplus money back, by the merchant's policy: exactly once, and without anybody asking."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from shared.errors import Busy, Conflict, NotFound
from shared.ids import derived_id
from shared.merchants.model import SurplusPolicy
from shared.merchants.service import find_merchant
from shared.payments.context import PaymentContext
from shared.payments.returns.effects import with_effects
from shared.payments.returns.model import Captured, Origin, Return
from shared.payments.returns.refunding import send_back
from shared.payments.returns.store import surplus_captured, surplus_later_update, surplus_not_due_update, to_item
from shared.payments.store import read_payment
from shared.table.attempt import try_update
from shared.table.keys import surplus_key
from shared.table.port import ABSENT, Put, TransactionFailed

_ATTEMPTS: Final = 8
_LATER: Final = timedelta(hours=1)


def return_surplus(context: PaymentContext, intent_id: str) -> Return | None:
    """The return of what is left of a surplus; ``None`` when nothing is.

    First stored and counted, together, then sent: a crash in between leaves a refund that the job goes on with.
    """
    # First, so that one that cannot be returned now does not hold up the others at every run.
    try_update(context.table, surplus_later_update(intent_id, context.clock.now() + _LATER))
    for _ in range(_ATTEMPTS):
        surplus = context.table.get(surplus_key(intent_id))
        if surplus is None or surplus["state"] != "held" or "stuck" in surplus:
            return None
        captured = surplus_captured(surplus)
        item = _wanted(context, captured)
        try:
            item, effects = with_effects(context.table, captured, item, captured.left, item.created_at)
        except Conflict as error:
            try_update(context.table, surplus_not_due_update(intent_id, error.code))
            return None
        try:
            context.table.transact([Put(to_item(item), ABSENT), *effects])
        except TransactionFailed:
            continue
        return send_back(context, item)
    raise Busy("the surplus is being changed, try again")


def _wanted(context: PaymentContext, captured: Captured) -> Return:
    """Named by what went back before, so that two runs at once make one return, and a next one has another name."""
    return_id = derived_id("rfd", "surplus", captured.intent_id or "", str(captured.returns))
    item = captured.going_back(return_id, Origin.SURPLUS, captured.left, context.clock.now())
    item = replace(item, reason="surplus")
    return item.credited() if _to_wallet(context, captured) else item


def _to_wallet(context: PaymentContext, captured: Captured) -> bool:
    """Only what the merchant paid itself, on the platform's account, and wants so (rule M13); else it goes back."""
    payment = read_payment(context.table, captured.payment_id)
    if payment is None or payment.link_id is not None or captured.merchant_id != payment.merchant_id:
        return False
    if captured.account is not None:
        return False
    try:
        return find_merchant(context.table, payment.merchant_id).surplus is SurplusPolicy.CREDIT
    except NotFound:
        return False
