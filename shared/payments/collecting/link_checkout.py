"""The button on a payment link's page: make one checkout, or reuse the one that is open."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from shared.errors import Busy, Conflict
from shared.ids import random_id
from shared.links.model import LinkStatus, PaymentLink, page_url
from shared.links.retention import attempt_put
from shared.links.store import find_link_by_token, still_open
from shared.merchants.restriction import refuse_restricted
from shared.merchants.stripe_account.store import charging_account
from shared.orders.model import Order
from shared.payables.kinds import ORDER, find_payable, kind_of
from shared.payables.model import Payable, version_of
from shared.payments.collecting.checkout import can_open, may_begin, open_checkout, session_end
from shared.payments.collecting.takeover import free_of_claims
from shared.payments.context import PaymentContext
from shared.payments.model import Means, Payment, PaymentState, Target
from shared.payments.settling.reconciliation import look
from shared.payments.settling.release import end_payment
from shared.payments.store import read_payment, to_item
from shared.stripe_gateway.amounts import to_stripe
from shared.stripe_gateway.port import PAYPAL_CURRENCIES, SessionState
from shared.table.port import ABSENT, Put, TransactionFailed, Write

_ATTEMPTS: Final = 3
_NEARLY_OVER: Final = timedelta(minutes=1)


def start_link_checkout(context: PaymentContext, token: str, base_url: str) -> str:
    """The URL of the hosted page on which the buyer pays this link now.

    Raises ``NotFound`` for an unknown token, ``Conflict`` when the link or what it is for cannot be paid (the code says
    why), ``OutcomeUnknown`` when the provider did not answer: pressing the button again goes on with the same session.
    """
    for _ in range(_ATTEMPTS):
        now = context.clock.now()
        link = find_link_by_token(context.table, token, now)
        _must_be_open(link, now)
        payable = find_payable(context.table, link.target_id)
        payment = _reusable(context, payable, link) if payable.claim else _claim(context, payable, link, base_url)
        if payment is not None:
            return _url(context, payment)
    raise Busy(f"the {kind_of(link.target_id).noun} is being changed, try again")


def _url(context: PaymentContext, payment: Payment) -> str:
    opened = payment if payment.checkout_url else open_checkout(context, payment)
    if opened.checkout_url is None:
        raise Conflict("the checkout is closed", code="payment_closed")
    return opened.checkout_url


def _must_be_open(link: PaymentLink, now: datetime) -> None:
    status = link.status_at(now)
    if status is not LinkStatus.OPEN:
        raise Conflict(f"the payment link is {status}", code=f"link_{status}")


def _claim(context: PaymentContext, payable: Payable, link: PaymentLink, base_url: str) -> Payment | None:
    """A new payment that holds the claim, stored with its exact parameters; ``None`` after a lost race."""
    _must_be_due(payable, link)
    kind = kind_of(payable.id)
    if kind is ORDER:
        refuse_restricted(context.table, link.merchant_id, link.created_at)
    now = context.clock.now()
    page = page_url(base_url, link.token)
    account = charging_account(context.table, link.merchant_id) if kind.on_own_account else None
    wanted = _wanted(payable, account)
    payment = Payment(
        id=random_id("pay"),
        merchant_id=link.merchant_id,
        means=Means.CHECKOUT,
        amount=link.amount,
        currency=link.currency,
        created_at=now,
        targets=(Target(payable.id, link.amount, link.amount_version),),
        link_id=link.id,
        account=account,
        description=_description(link, payable),
        return_url=wanted.pages.get("success", f"{page}?from=checkout"),
        cancel_url=wanted.pages.get("cancel", page),
        session_expires_at=session_end(now, link.expires_at),
        method_kind=wanted.method_kind,
        two_stage=wanted.two_stage,
    )
    claim = kind.claim(version_of(payable), payment.id)
    try:
        begins: list[Write] = [Put(to_item(payment), ABSENT), claim, still_open(link.id), attempt_put(link, payment.id)]
        context.table.transact([*begins, *may_begin(payment)])
    except TransactionFailed:
        return None
    return payment


@dataclass(frozen=True, slots=True)
class _Wanted:
    """How a shop wants its order paid on the page of a link; nothing of it where it said nothing."""

    pages: Mapping[str, str] = field(default_factory=dict)
    method_kind: str | None = None
    two_stage: bool | None = None


def _wanted(payable: Payable, account: str | None) -> _Wanted:
    if not isinstance(payable, Order):
        return _Wanted()
    if payable.method_kind == "paypal" and account is not None:
        # Direct charges take none (https://docs.stripe.com/payments/paypal/connect).
        raise Conflict("PayPal cannot be used on the shop's own account", code="payment_method_unavailable")
    if payable.method_kind == "paypal" and payable.currency not in PAYPAL_CURRENCIES:
        raise Conflict("PayPal cannot be used in this currency", code="payment_method_unavailable")
    return _Wanted(payable.return_urls, payable.method_kind, payable.two_stage or None)


def _must_be_due(payable: Payable, link: PaymentLink) -> None:
    if not payable.payable:
        raise payable.refusal()
    if payable.amount_version != link.amount_version:
        message = f"the {kind_of(payable.id).noun}'s amount has changed since this link was made"
        raise Conflict(message, code="amount_changed")
    to_stripe(link.amount, link.currency)


def _description(link: PaymentLink, payable: Payable) -> str:
    if link.invoice_number:
        return f"Invoice {link.invoice_number}"
    return f"{kind_of(payable.id).noun.capitalize()} {payable.number}"


def _reusable(context: PaymentContext, payable: Payable, link: PaymentLink) -> Payment | None:
    """The payment that holds the claim, if the buyer may go on with it; ``None`` when it has just ended: read again.

    A checkout that is not this link's, and that nobody has submitted, is closed for this one (rule M11).
    """
    payment = read_payment(context.table, payable.claim or "")
    if payment is None or not payment.in_flight:
        return None
    if payment.link_id != link.id:
        _must_be_due(payable, link)
        free_of_claims(context, payable)
        return None
    if payment.state in (PaymentState.PROCESSING, PaymentState.AUTHORIZED):
        raise Conflict(f"a payment for this {kind_of(payable.id).noun} is on its way", code="payment_pending")
    now = context.clock.now()
    if payment.session_id is None and can_open(payment, now):
        return payment
    if payment.session_id is None:
        end_payment(context, payment, PaymentState.CANCELLED, reason="never_opened")
        return None
    if now < (payment.session_expires_at or payment.created_at) - _NEARLY_OVER:
        return payment
    state = look(context, payment.session_id, payment.account)
    if state is SessionState.OPEN:
        raise Busy("the last checkout is just ending, try again in a minute")
    return None
