"""An account that is connected to the platform already, named by the operator for a merchant."""

from typing import Final

from shared.errors import AccountUnreachable, Busy, Conflict, InvalidRequest
from shared.merchants.service import find_merchant
from shared.merchants.stripe_account.model import OVER, AccountState, StripeAccount
from shared.merchants.stripe_account.store import begin_put, not_connected, owner_of, owner_put, read_account
from shared.payments.connecting.looking import keep_facts, refreshed
from shared.payments.context import PaymentContext
from shared.table.port import TransactionFailed, Write

_ATTEMPTS: Final = 5


def name_account(context: PaymentContext, merchant_id: str, account_id: str) -> StripeAccount:
    """The merchant with this account, after a look at it; a repeat looks again.

    One account is one merchant's at a time. Raises ``NotFound``; ``InvalidRequest``: ``account_unreachable`` (not
    connected to the platform), ``platform_account``; ``Conflict``: ``account_connected`` (the merchant has another),
    ``account_taken`` (another merchant has it).
    """
    find_merchant(context.table, merchant_id)
    began = context.clock.now()
    for _ in range(_ATTEMPTS):
        before = read_account(context.table, merchant_id)
        if before is not None and before.state not in OVER:
            if before.id != account_id or before.state is not AccountState.CONNECTED:
                raise Conflict("the merchant has an account, disconnect it first", code="account_connected")
            return refreshed(context, before)
        try:
            facts = context.accounts.retrieve(account_id)
        except AccountUnreachable as error:
            told = "the account is not connected to the platform"
            raise InvalidRequest(told, code="account_unreachable") from error
        if account_id == context.accounts.own_id():
            raise InvalidRequest("this is the platform's own account", code="platform_account")
        wanted = StripeAccount(
            merchant_id=merchant_id,
            id=account_id,
            state=AccountState.CONNECTED,
            connection=before.connection + 1 if before else 1,
            created_at=context.clock.now(),
        )
        if _taken_over(context, wanted, before):
            return keep_facts(context, wanted, facts, began)
    raise Busy("the account is being changed, try again")


def _taken_over(context: PaymentContext, wanted: StripeAccount, before: StripeAccount | None) -> bool:
    account_id = wanted.id or ""
    owner = owner_of(context.table, account_id)
    writes: list[Write] = [
        begin_put(wanted, before),
        owner_put(account_id, wanted.merchant_id, owner, wanted.created_at),
    ]
    if owner not in (None, wanted.merchant_id):
        writes.append(not_connected(owner or "", account_id))
    try:
        context.table.transact(writes)
    except TransactionFailed as refused:
        if 2 in refused.failed:
            raise Conflict("another merchant has this account", code="account_taken") from refused
        return False
    return True
