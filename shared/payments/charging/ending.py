"""The end of a charge that no method paid: closed at the provider first, then written down, and its owner told."""

from dataclasses import replace
from typing import Final

from shared.errors import Conflict, InvalidRequest, NotFound, ProviderRejected
from shared.links.model import LinkStatus
from shared.links.store import read_link
from shared.notifications.model import NoticeKind, NoticeValues
from shared.notifications.store import notice_put, tell
from shared.payables.kinds import kind_of
from shared.payables.model import Payable
from shared.payment_methods.store import end_use, read_methods
from shared.payments.charging.following import follow
from shared.payments.charging.store import offered_update
from shared.payments.collecting.link_making import make_link
from shared.payments.context import ChargingContext
from shared.payments.model import AttemptOutcome, Payment, PaymentState
from shared.payments.settling.release import end_payment
from shared.stripe_gateway.charges import ChargeState
from shared.table.attempt import try_update
from shared.table.port import Put

_ATTEMPTS: Final = 5
_OCCASION: Final = "ended"


def close_charge(context: ChargingContext, payment: Payment) -> bool:
    """End a charge of which every method has had its turn; False when the provider will not close it yet.

    Its intent is cancelled before anything else may collect; one that has the money after all settles.
    Raises what :class:`~shared.stripe_gateway.charges.ChargeGateway` raises.
    """
    if payment.charge_id is not None:
        # Another key at each look: what broke would be repeated under the same one for a day.
        charge = context.charges.cancel_charge(payment.charge_id, f"pay:{payment.id}:cancel:{payment.looks}")
        if charge.state is ChargeState.SUCCEEDED:
            return follow(context, payment, charge)
        if charge.state is not ChargeState.CANCELLED:
            return False
    needs_owner = any(attempt.outcome == AttemptOutcome.REQUIRES_ACTION for attempt in payment.attempts)
    reason = payment.attempts[-1].reason or "declined"
    if needs_owner:
        end_payment(context, payment, PaymentState.REQUIRES_ACTION, reason="authentication_required")
    else:
        end_payment(context, payment, PaymentState.FAILED, reason=reason, also=[_failed(context, payment, reason)])
    return True


def finish(context: ChargingContext, payment: Payment) -> Payment:
    """What is left to do after the end: let the method go, and offer a link where a bank wants to see its owner.

    Safe to repeat: the payment stays due until its owner has been told.
    """
    _let_go(context, payment)
    if payment.state is PaymentState.REQUIRES_ACTION and payment.action_link_id is None:
        return _offer(context, payment)
    return payment


def _failed(context: ChargingContext, payment: Payment, reason: str) -> Put:
    kind = NoticeKind.TOP_UP_FAILED if payment.is_top_up else NoticeKind.CHARGE_FAILED
    values: NoticeValues = {"amount": payment.amount, "currency": payment.currency, "reason": reason}
    return notice_put(payment.merchant_id, kind, payment.id, _OCCASION, values, context.clock.now())


def _let_go(context: ChargingContext, payment: Payment) -> None:
    """Whoever unlinks looks at the payment anyway, so that a lost race or a crash here costs nothing but that look."""
    for _ in range(_ATTEMPTS):
        methods = read_methods(context.table, payment.merchant_id)
        held = next((each for each in methods.methods if payment.id in each.in_use), None)
        if held is None or try_update(context.table, end_use(methods, held.id, payment.id)):
            return


def _offer(context: ChargingContext, payment: Payment) -> Payment:
    """Tell the owner, with the link of what he is to pay; of several things, or a top-up, he chooses how himself.

    Nobody is told where all of it was paid by other means, or withdrawn, since.
    """
    due = _still_due(context, payment)
    link_id = _link_of(context, payment, due[0]) if len(payment.targets) == len(due) == 1 else None
    if due or payment.is_top_up:
        values: NoticeValues = {"amount": payment.amount, "currency": payment.currency}
        if link_id is not None:
            values["link"] = link_id
        kind = NoticeKind.CHARGE_REQUIRES_ACTION
        tell(context.table, notice_put(payment.merchant_id, kind, payment.id, _OCCASION, values, context.clock.now()))
    try_update(context.table, offered_update(payment, link_id))
    return payment if link_id is None else replace(payment, action_link_id=link_id)


def _still_due(context: ChargingContext, payment: Payment) -> list[Payable]:
    """What it was for and is neither paid nor withdrawn."""
    found = context.table.batch_get([kind_of(target.id).key(target.id) for target in payment.targets])
    payables = [kind_of(item["id"]).read(item) for item in found]
    return [each for each in payables if each.closed_because is None]


def _link_of(context: ChargingContext, payment: Payment, payable: Payable) -> str | None:
    """Its open link, made if there is none; ``None`` when it cannot be paid by one now."""
    from shared.links.request import LinkRequest  # Only here, so that who never offers a link need not load it.

    link, kind = read_link(context.table, payable.link_id) if payable.link_id else None, kind_of(payable.id)
    if link is not None and link.status_at(context.clock.now()) is LinkStatus.OPEN:
        return link.id
    try:
        return make_link(context, kind, payment.merchant_id, payable.id, LinkRequest(), f"action/{payment.id}").id
    except (Conflict, InvalidRequest, NotFound, ProviderRejected):
        return None  # Paid, claimed or withdrawn meanwhile, or its last link cannot be closed: nothing to offer.
