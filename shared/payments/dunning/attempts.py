"""One automatic attempt at an invoice: a payment whose id is derived, so that no repeat charges twice.

Nothing hooks into settling: whoever makes an attempt looks at its payment later, and learns how it ended.
"""

from typing import Final

from shared.clock import rfc3339
from shared.errors import Conflict, InvalidRequest
from shared.ids import derived_id
from shared.invoices.collection import Failure
from shared.invoices.model import Invoice
from shared.notifications.model import NoticeKind
from shared.notifications.store import notice_put, tell
from shared.payments.charging.beginning import ChargeAsked, begin_charge
from shared.payments.charging.requesting import resume_charge
from shared.payments.collecting.takeover import free_of_claims
from shared.payments.context import ChargingContext
from shared.payments.model import Payment, PaymentState
from shared.payments.store import read_payment

PATIENCE: Final = 24
"""So often an open checkout of this invoice is waited for, an hour each time; then it is closed for the attempt."""

_NO_METHOD: Final = "no_payment_method"
_OWNER_WANTED: Final = "authentication_required"


def payment_of(invoice_id: str, attempt: str) -> str:
    """The id of an attempt's payment."""
    return derived_id("pay", invoice_id, "collect", attempt)


def make_attempt(context: ChargingContext, invoice: Invoice, attempt: str) -> Failure | None:
    """Make the attempt, or look at what came of it; ``None`` while it may still pay, or another payment has the claim.

    Raises ``Busy``, with which everything is as it was: the invoice is due again.
    """
    payment = read_payment(context.table, payment_of(invoice.id, attempt))
    if payment is None:
        begun = _begin(context, invoice, attempt)
        if not isinstance(begun, Payment):
            return begun
        payment = begun
    payment = resume_charge(context, payment)
    if payment.in_flight or payment.state is PaymentState.SUCCEEDED:
        return None
    needs_owner = payment.state is PaymentState.REQUIRES_ACTION
    reason = _OWNER_WANTED if needs_owner else payment.failure or str(payment.state)
    return Failure(attempt, reason, payment.id, rfc3339(payment.created_at))


def _begin(context: ChargingContext, invoice: Invoice, attempt: str) -> Payment | Failure | None:
    try:
        return begin_charge(
            context,
            ChargeAsked(
                payment_id=payment_of(invoice.id, attempt),
                merchant_id=invoice.merchant_id,
                amount=invoice.amount,
                currency=invoice.currency,
                description=f"Invoice {invoice.number}",
                payables=[_free(context, invoice)],
                request_digest=attempt,
            ),
        )
    except Conflict as refused:
        if refused.code != _NO_METHOD:
            return None  # Claimed, or paid, meanwhile.
        code = refused.code
    except InvalidRequest as refused:
        code = refused.code
    return _not_made(context, invoice, attempt, code)


def _free(context: ChargingContext, invoice: Invoice) -> Invoice:
    """Raises ``Conflict`` while another payment has the claim; an open checkout has it for a day at most (M11)."""
    if invoice.claim is None:
        return invoice
    if invoice.collection is None or invoice.collection.waits < PATIENCE:
        raise Conflict("another payment collects for it", code="payment_pending")
    return free_of_claims(context, invoice)


def _not_made(context: ChargingContext, invoice: Invoice, attempt: str, reason: str) -> Failure:
    """An attempt without a payment: its notice is ours to give."""
    now = context.clock.now()
    occasion = f"collect/{attempt}"
    tell(
        context.table,
        notice_put(
            invoice.merchant_id,
            NoticeKind.CHARGE_FAILED,
            invoice.id,
            occasion,
            {"amount": invoice.amount, "currency": invoice.currency, "reason": reason, "number": invoice.number},
            now,
        ),
    )
    return Failure(attempt, reason, None, rfc3339(now))
