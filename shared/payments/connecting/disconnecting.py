"""Letting a merchant's own account go: what is open there is closed first, at the provider too (rules M8, M11)."""

from typing import Final

from shared.errors import Busy, Conflict
from shared.merchants.stripe_account.model import OVER, AccountState, StripeAccount
from shared.merchants.stripe_account.store import find_account, moved_update, read_account
from shared.payments.context import PaymentContext
from shared.payments.model import Payment, PaymentState
from shared.payments.settling.reconciliation import act_on
from shared.payments.settling.release import end_payment
from shared.payments.store import read_payment
from shared.table.account_keys import open_on_account
from shared.table.attempt import try_update
from shared.table.keys import LIST_INDEX
from shared.table.port import Query

_ATTEMPTS: Final = 5
_PAGE: Final = 50
"""Open checkouts closed by one call; who has more calls again."""


def disconnect(context: PaymentContext, merchant_id: str) -> None:
    """From now on nothing of this merchant collects on its own account; what was paid there goes back there as ever.

    First no payment can begin there any more, then the open checkouts are closed. Calling again goes on where this
    stopped. Raises ``NotFound``; ``Conflict`` (``payment_pending``) while a buyer's money is on its way there;
    ``Busy`` when there is more to close than one call can; the provider's errors.
    """
    account = find_account(context.table, merchant_id)
    for _ in range(_ATTEMPTS):
        if account.state in OVER:
            return
        if account.state is AccountState.DISCONNECTING:
            _close_all(context, account.id or "")
            try_update(context.table, moved_update(account, AccountState.DISCONNECTED))
        elif account.state is AccountState.CREATING:
            try_update(context.table, moved_update(account, AccountState.DISCONNECTED))
        else:
            try_update(context.table, moved_update(account, AccountState.DISCONNECTING))
        account = _again(context, account)
    raise Busy("the account is being changed, try again")


def _again(context: PaymentContext, account: StripeAccount) -> StripeAccount:
    return read_account(context.table, account.merchant_id) or account


def _close_all(context: PaymentContext, account_id: str) -> None:
    """A payment that the index does not tell of yet ends by itself: we go on seeing the account."""
    page = context.table.query(Query(LIST_INDEX, open_on_account(account_id), _PAGE))
    for item in page.items:
        payment = read_payment(context.table, item["pk"])
        if payment is not None and payment.in_flight:
            _close(context, payment)
    if page.scanned_to is not None:
        raise Busy("there are more open checkouts, try again")


def _close(context: PaymentContext, payment: Payment) -> None:
    if payment.session_id is not None:
        act_on(context, context.gateway.expire_session(payment.session_id, payment.account))
    elif payment.state is PaymentState.PENDING:
        end_payment(context, payment, PaymentState.CANCELLED, reason="account_disconnected")
    current = read_payment(context.table, payment.id)
    if current is not None and current.in_flight:
        raise Conflict("a payment on this account is on its way", code="payment_pending")
