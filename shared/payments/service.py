"""``POST /v1/payments`` and what it shows."""

from collections.abc import Sequence
from typing import Any

from shared.clock import rfc3339
from shared.errors import InvalidRequest
from shared.ids import request_id
from shared.merchants.restriction import refuse_restricted
from shared.orders.model import Order
from shared.orders.store import find_orders
from shared.payables.kinds import INVOICE, kind_of
from shared.payments.charging.requesting import charge, resume_charge
from shared.payments.collecting.bulk_checkout import start_bulk_checkout
from shared.payments.collecting.checkout import resume_checkout
from shared.payments.context import ChargingContext
from shared.payments.credits.credit_payment import Asked, pay_from_credits
from shared.payments.model import Means, Outcome, Payment, PaymentState, Result
from shared.payments.request import PaymentRequest
from shared.payments.reserving.balance import reserve_balance
from shared.payments.reserving.chosen import reserve_chosen
from shared.payments.reserving.reservation import Reservation
from shared.payments.store import from_item
from shared.table.create import key_reused, same_request
from shared.table.keys import payment_key


def pay_orders(
    context: ChargingContext, merchant_id: str, request: PaymentRequest, *, base_url: str, idempotency_key: str | None
) -> Payment:
    """Pay as asked; a repeat under the same idempotency key gets, or goes on with, the payment that it made.

    Raises ``Conflict`` (``account_restricted``) for orders of a merchant that has to pay its invoices first;
    ``NotFound`` for what is not the merchant's, ``InvalidRequest`` for orders in different currencies, or a sum
    that the provider cannot charge; ``Conflict`` for a charge: ``no_payment_method``, ``method_unusable``; for an
    invoice: ``invoice_draft``, ``payment_pending``, ``invoice_paid``, ``invoice_void``; for the balance what
    :func:`reserve_balance` raises.
    """
    payment_id = request_id("pay", merchant_id, "POST /v1/payments", idempotency_key)
    if idempotency_key is not None and (made := context.table.get(payment_key(payment_id))):
        return _resume(context, from_item(same_request(made, request.digest(), key_reused())))
    asked = Asked(payment_id, merchant_id, request.digest())
    if request.orders is not None:
        refuse_restricted(context.table, merchant_id)
    if request.orders is not None and request.method == "credits":
        return pay_from_credits(context, asked, _orders(context, merchant_id, request.orders))
    reserved = _reserve(context, asked, request)
    if request.method == "checkout":
        return start_bulk_checkout(context, asked, reserved, base_url)
    return charge(context, asked, reserved, request.method)


def _reserve(context: ChargingContext, asked: Asked, request: PaymentRequest) -> Reservation:
    """What is to be paid from outside, by whatever means."""
    payment_id, merchant_id = asked.payment_id, asked.merchant_id
    if request.balance:
        return reserve_balance(context, payment_id, merchant_id, request.currency)
    if request.invoice is not None:
        invoice = INVOICE.find(context.table, request.invoice, merchant_id)
        return reserve_chosen(context, payment_id, [invoice], invoice.currency)
    orders = _orders(context, merchant_id, request.orders or [])
    return reserve_chosen(context, payment_id, orders, orders[0].currency)


def _orders(context: ChargingContext, merchant_id: str, ids: Sequence[str]) -> list[Order]:
    orders = find_orders(context.table, ids, merchant_id)
    if len({order.currency for order in orders}) > 1:
        raise InvalidRequest("one payment has one currency", code="currency_mismatch")
    return orders


def _resume(context: ChargingContext, payment: Payment) -> Payment:
    resume = resume_charge if payment.means is Means.SAVED_METHOD else resume_checkout
    return resume(context, payment)


def public(payment: Payment) -> dict[str, Any]:
    """The payment as the API shows it, with a result for each order or invoice."""
    results = [Result(target.id, _outcome(payment), payment.failure) for target in payment.targets]
    return {
        "id": payment.id,
        "status": payment.state,
        "means": payment.means,
        "amount": payment.due,
        "currency": payment.currency,
        "checkout_url": payment.checkout_url if payment.state is PaymentState.PENDING else None,
        "results": [
            {
                kind_of(each.target_id).noun: each.target_id,
                "outcome": each.outcome,
                "reason": each.reason,
                "shortfall": each.shortfall,
            }
            for each in (*results, *payment.left_out)
        ],
        "attempts": [
            {
                "method": each.method_id,
                "outcome": each.outcome or _outcome(payment),
                "reason": each.reason,
                "at": each.begun_at,
            }
            for each in payment.attempts
        ],
        "action_link": payment.action_link_id,
        "returned": payment.returned,
        "created_at": rfc3339(payment.created_at),
        "settled_at": rfc3339(payment.settled_at) if payment.settled_at else None,
    }


def _outcome(payment: Payment) -> Outcome:
    if payment.state is PaymentState.SUCCEEDED:
        return Outcome.PAID
    return Outcome.PENDING if payment.in_flight else Outcome.UNPAID
