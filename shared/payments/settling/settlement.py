"""The one function that settles (rules M2, M3, M12, M14): one transaction, or the money is recorded as surplus."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from shared.errors import Busy, NotFound
from shared.links.store import find_link
from shared.links.store import paid_update as link_paid_update
from shared.payables.kinds import ORDER, find_payables, kind_of
from shared.payables.model import PaidBy, Payable, Version
from shared.payments.context import PaymentContext
from shared.payments.model import ENDED_UNPAID, Means, Payment, PaymentState, Receipt, Target
from shared.payments.store import event_mark, read_payment, received_update, surplus_put, untouched_since
from shared.table.port import TransactionFailed, Write
from shared.wallets.model import BalanceOutOfRange, JournalLine, LineKind, turn_page
from shared.wallets.store import read_wallet, turn_page_writes

_ATTEMPTS: Final = 8


class Settlement(StrEnum):
    """What became of money that arrived; ``foreign`` is another's, on an account of its own."""

    SETTLED = "settled"
    SURPLUS = "surplus"
    KNOWN = "known"
    FOREIGN = "foreign"


class _Refused(Exception):
    """The target cannot take this money; the text is the reason kept with the surplus."""


@dataclass(frozen=True, slots=True)
class _Plan:
    outcome: Settlement
    writes: list[Write]


def settle(context: PaymentContext, payment_id: str, receipt: Receipt, event_id: str | None = None) -> Settlement:
    """Settle what the payment is for with the money that arrived, at most once, or record it as surplus.

    Safe against every repeat: the same receipt under any number of events changes nothing twice. Each attempt reads,
    plans, and writes under conditions that hold only if nothing it read has changed. Raises ``Busy`` when too many
    other writers were in the way; nothing has then changed.
    """
    for _ in range(_ATTEMPTS):
        payment = read_payment(context.table, payment_id)
        if payment is not None and payment.intent_id == receipt.intent_id:
            return Settlement.KNOWN
        if _foreign(payment, receipt):
            return Settlement.FOREIGN
        plan = _plan(context, payment_id, payment, receipt)
        marks: list[Write] = [event_mark(event_id, context.clock.now())] if event_id else []
        try:
            context.table.transact([*plan.writes, *marks])
        except TransactionFailed as lost:
            # Its own put or mark refused means that this money, or this event, has been dealt with before.
            if (plan.outcome is Settlement.SURPLUS and 0 in lost.failed) or len(plan.writes) in lost.failed:
                return Settlement.KNOWN
            continue
        return plan.outcome
    raise Busy("the payment is being changed, try again")


def _foreign(payment: Payment | None, receipt: Receipt) -> bool:
    """Money on a merchant's own account that no payment of ours collects there: its sale, whatever it wrote on it.

    On the platform's account nobody else writes: what names a payment there is ours, if only to go back (rule M3).
    """
    return receipt.account is not None and (payment is None or payment.account != receipt.account)


def _plan(context: PaymentContext, payment_id: str, payment: Payment | None, receipt: Receipt) -> _Plan:
    try:
        if payment is None:
            raise _Refused("unknown_payment")
        return _Plan(Settlement.SETTLED, _settling_writes(context, payment, receipt))
    except NotFound:
        return _Plan(Settlement.SURPLUS, _surplus_writes(context, payment_id, payment, receipt, "target_gone"))
    except _Refused as refused:
        return _Plan(Settlement.SURPLUS, _surplus_writes(context, payment_id, payment, receipt, str(refused)))


def _settling_writes(context: PaymentContext, payment: Payment, receipt: Receipt) -> list[Write]:
    _must_fit(payment, receipt)
    now = context.clock.now()
    untouched = untouched_since(payment)
    if payment.is_top_up:
        page, credited = _credit_writes(context, payment)
        return [received_update(payment.id, PaymentState.SUCCEEDED, receipt, now, untouched, page=page), *credited]
    clears, merchant_id = any(kind_of(target.id) is ORDER for target in payment.targets), payment.merchant_id
    settled = PaymentState.SUCCEEDED
    writes: list[Write] = [
        received_update(payment.id, settled, receipt, now, untouched, clears=clears, merchant_id=merchant_id)
    ]
    payables = find_payables(context.table, [target.id for target in payment.targets])
    for payable, target in zip(payables, payment.targets, strict=True):
        _must_take(payable, payment, target)
        version = Version(target.id, payment.merchant_id, target.version)
        by = PaidBy(payment.id, payment.means, target.amount, now, payment.link_id)
        writes.append(kind_of(target.id).paid(version, by))
    if payment.link_id:
        link = find_link(context.table, payment.link_id)
        if link.status not in ("open", "voiding"):
            raise _Refused(f"link_{link.status}")
        writes.append(link_paid_update(link, now, receipt.paid_with, receipt.buyer_email))
    return writes


def _must_fit(payment: Payment, receipt: Receipt) -> None:
    if payment.account != receipt.account:
        raise _Refused("other_account")
    if not payment.in_flight:
        raise _Refused(f"payment_{payment.state}")
    if _other_object(payment, receipt):
        raise _Refused("other_session")
    if (payment.due, payment.currency) != (receipt.amount, receipt.currency):
        raise _Refused("amount_mismatch")


def _other_object(payment: Payment, receipt: Receipt) -> bool:
    """Whether the money came by another session or intent than the payment's one (rule M14)."""
    if payment.means is Means.SAVED_METHOD:
        return payment.charge_id not in (None, receipt.intent_id)
    return payment.session_id not in (None, receipt.session_id)


def _must_take(payable: Payable, payment: Payment, target: Target) -> None:
    if payable.closed_because is not None:
        raise _Refused(payable.closed_because)
    if payable.amount_version != target.version:
        raise _Refused("amount_changed")
    if payable.claim != payment.id:
        raise _Refused("claim_lost")


def _credit_writes(context: PaymentContext, payment: Payment) -> tuple[int, list[Write]]:
    """The number of the page that will record the top-up, and the writes."""
    wallet = read_wallet(context.table, payment.merchant_id, payment.currency)
    line = JournalLine(LineKind.TOP_UP, payment.id, payment.amount)
    try:
        after, page = turn_page(wallet, [line], payment_id=payment.id, at=context.clock.now())
    except BalanceOutOfRange as error:
        raise _Refused("balance_out_of_range") from error
    return page.number, list(turn_page_writes(wallet, after, page))


def _held(context: PaymentContext, payment: Payment) -> list[Payable]:
    """What it still claims; one that is gone holds nothing back."""
    found = context.table.batch_get([kind_of(target.id).key(target.id) for target in payment.targets])
    payables = [kind_of(item["id"]).read(item) for item in found]
    return [each for each in payables if each.claim == payment.id and each.closed_because is None]


def _surplus_writes(
    context: PaymentContext, payment_id: str, payment: Payment | None, receipt: Receipt, reason: str
) -> list[Write]:
    """The record comes first in the list: where it stands already, this money is known."""
    now = context.clock.now()
    merchant_id = payment.merchant_id if payment else receipt.merchant_id
    writes: list[Write] = [surplus_put(payment_id, merchant_id, receipt, reason, now)]
    if payment is None or payment.account != receipt.account or _other_object(payment, receipt):
        return writes
    if payment.in_flight or payment.state in ENDED_UNPAID:
        writes.append(received_update(payment.id, PaymentState.SURPLUS, receipt, now, untouched_since(payment)))
    if payment.in_flight:
        writes += [kind_of(each.id).release(each.id, payment.id, now) for each in _held(context, payment)]
    return writes
