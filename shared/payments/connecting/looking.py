"""What a merchant's own account can do, asked of the provider; events about it only trigger the look."""

from contextlib import suppress
from datetime import datetime

from shared.errors import AccountUnreachable, AppError
from shared.merchants.stripe_account.model import AccountState, StripeAccount
from shared.merchants.stripe_account.store import looked_update, moved_update, owner_of, read_account
from shared.payments.context import PaymentContext
from shared.stripe_gateway.accounts import AccountFacts
from shared.table.attempt import try_update

_LIVE = (AccountState.CONNECTED, AccountState.DISCONNECTING)


def look_at_account(context: PaymentContext, account_id: str) -> bool:
    """Look at an account that an event names; false when no merchant of ours has it."""
    merchant_id = owner_of(context.table, account_id)
    account = read_account(context.table, merchant_id) if merchant_id else None
    if account is None or account.id != account_id:
        return False
    refreshed(context, account)
    return True


def look_after_refusal(context: PaymentContext, account_id: str) -> None:
    """What would not take a payment may do less by now than we know; a look that fails leaves the refusal as it is."""
    with suppress(AppError):
        look_at_account(context, account_id)


def refreshed(context: PaymentContext, account: StripeAccount) -> StripeAccount:
    """The account after a look; ``revoked`` when the provider lets us see it no more. Raises its other errors."""
    if account.id is None:
        return account
    began = context.clock.now()
    try:
        facts = context.accounts.retrieve(account.id)
    except AccountUnreachable:
        if account.state in _LIVE:
            try_update(context.table, moved_update(account, AccountState.REVOKED))
        return read_account(context.table, account.merchant_id) or account
    return keep_facts(context, account, facts, began)


def keep_facts(context: PaymentContext, account: StripeAccount, facts: AccountFacts, began: datetime) -> StripeAccount:
    """The account with what was seen; a look that began later keeps its word."""
    told = {"card": facts.card, "currency": facts.currency, "country": facts.country}
    changes = {name: value for name, value in told.items() if value is not None} | {"missing": list(facts.missing)}
    gone = tuple(name for name, value in told.items() if value is None)
    try_update(context.table, looked_update(account, changes, gone, began))
    return read_account(context.table, account.merchant_id) or account
