"""Reserving everything that a merchant owes in one currency: a snapshot of its open invoices."""

import contextlib
from collections.abc import Sequence
from typing import Final

from shared.errors import Conflict, FieldError, InvalidRequest
from shared.invoices.balance import MAX_INVOICES, outstanding_invoices
from shared.invoices.model import Invoice
from shared.merchants.service import find_merchant
from shared.payables.kinds import find_payables
from shared.payables.model import Payable
from shared.payments.collecting.takeover import close_claim
from shared.payments.context import PaymentContext
from shared.payments.model import Outcome, Result
from shared.payments.reserving.reservation import Reservation, chargeable_sum, must_not_be_mine

PENDING: Final = "payment_pending"


def reserve_balance(context: PaymentContext, payment_id: str, merchant_id: str, currency: str | None) -> Reservation:
    """The open invoices of this currency (``None``: of the only one in which anything is due), for this payment.

    What a payment is on its way for is left out, with ``payment_pending``; an open checkout that nobody has submitted
    is closed at the provider first (rule M11). Raises ``Conflict``: ``balance_payment_off``, ``nothing_due``, or
    ``payment_pending`` when all that is due is on its way; ``InvalidRequest``: ``currency_required``,
    ``too_many_invoices`` for more than ninety, or a sum that the provider cannot charge; ``Busy`` when this very
    payment has been stored meanwhile.
    """
    if not find_merchant(context.table, merchant_id).balance_payment:
        raise Conflict("paying the whole balance at once is not switched on for you", code="balance_payment_off")
    outstanding = outstanding_invoices(context.table, merchant_id)
    must_not_be_mine(outstanding, payment_id)
    currency = currency or _only_currency(outstanding)
    due = [each for each in outstanding if each.currency == currency]
    wanted = [each for each in due if each.payable]
    if len(wanted) > MAX_INVOICES:
        told = f"one payment takes {MAX_INVOICES} invoices at most, and {len(wanted)} are open"
        raise InvalidRequest(told, code="too_many_invoices")
    if wanted:
        chargeable_sum(wanted, currency)  # Before any checkout is closed; a part of them can be charged as well.
    free, claimed = _freed(context, wanted)
    pending = [*(each.id for each in due if not each.payable), *claimed]
    if not free:
        raise _nothing(any_pending=bool(pending))
    left_out = tuple(Result(each, Outcome.UNPAID, PENDING) for each in pending)
    return Reservation(currency=currency, payables=tuple(free), left_out=left_out)


def _freed(context: PaymentContext, wanted: Sequence[Invoice]) -> tuple[list[Payable], list[str]]:
    """Those that no payment may collect for now, and the ids of those that one still may.

    What was paid or withdrawn since it was read is in neither: it is due no more.
    """
    holders = {each.claim: each.id for each in wanted if each.claim is not None}
    for claim, held in holders.items():
        with contextlib.suppress(Conflict):  # It is on its way: the next read tells.
            close_claim(context, claim, held)
    current = find_payables(context.table, [each.id for each in wanted]) if holders else list(wanted)
    free = [each for each in current if each.payable and each.claim is None]
    return free, [each.id for each in current if each.closed_because is None and each not in free]


def _only_currency(outstanding: Sequence[Invoice]) -> str:
    currencies = {each.currency for each in outstanding}
    if not currencies:
        raise _nothing(any_pending=False)
    if len(currencies) > 1:
        needed = FieldError("currency", "currency_required", f"one of {', '.join(sorted(currencies))}")
        raise InvalidRequest("invoices in several currencies are due", code="currency_required", errors=[needed])
    return currencies.pop()


def _nothing(*, any_pending: bool) -> Conflict:
    if any_pending:
        return Conflict("a payment for all that is due is on its way", code=PENDING)
    return Conflict("nothing is due", code="nothing_due")
