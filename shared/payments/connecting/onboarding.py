"""A new account for a merchant, by the provider's own page of questions."""

from typing import TYPE_CHECKING, Final

from shared.errors import Busy, Conflict, InvalidRequest, ProviderRejected
from shared.merchants.service import find_merchant
from shared.merchants.stripe_account.model import OVER, AccountState, StripeAccount
from shared.merchants.stripe_account.store import (
    begin_put,
    known_update,
    moved_update,
    owner_of,
    owner_put,
    read_account,
)
from shared.payments.connecting.looking import keep_facts
from shared.payments.context import PaymentContext
from shared.payments.settling.reconciliation import DEPLOYMENT, MERCHANT
from shared.stripe_gateway.accounts import NewAccount, OnboardingLink
from shared.table.attempt import try_update
from shared.table.port import ConditionFailed, TransactionFailed

if TYPE_CHECKING:
    from shared.merchants.stripe_account.request import OnboardingRequest

_ATTEMPTS: Final = 5


def start_onboarding(
    context: PaymentContext, merchant_id: str, request: "OnboardingRequest"
) -> tuple[StripeAccount, OnboardingLink]:
    """The merchant's account, made if there is none, and a page of questions about it. A repeat gets a new page.

    Raises ``InvalidRequest`` (``email_required``, ``country_required`` for a new account), ``Conflict``
    (``account_disconnecting``), and the provider's errors: a repeat goes on with the same account, or, where the
    provider refused to make it, begins anew.
    """
    account = _begun(context, merchant_id, request.country)
    if account.state is AccountState.DISCONNECTING:
        raise Conflict("the account is being disconnected", code="account_disconnecting")
    if account.id is None:
        account = _made(context, account)
    pages = (request.return_url, request.refresh_url or request.return_url)
    return account, context.accounts.onboarding_link(account.id or "", *pages)


def _begun(context: PaymentContext, merchant_id: str, country: str | None) -> StripeAccount:
    """The connection that stands, or a new one: stored, with what it is made of, before the provider is asked (M4)."""
    for _ in range(_ATTEMPTS):
        before = read_account(context.table, merchant_id)
        if before is not None and before.state not in OVER:
            return before
        merchant = find_merchant(context.table, merchant_id)
        if merchant.email is None:
            raise InvalidRequest("the merchant needs an e-mail address first", code="email_required")
        if country is None:
            raise InvalidRequest("name the country of the new account", code="country_required")
        wanted = StripeAccount(
            merchant_id=merchant_id,
            state=AccountState.CREATING,
            connection=before.connection + 1 if before else 1,
            created_at=context.clock.now(),
            name=merchant.name,
            email=merchant.email,
            country=country,
        )
        try:
            context.table.put(begin_put(wanted, before))
        except ConditionFailed:
            continue
        return wanted
    raise Busy("the account is being changed, try again")


def _made(context: PaymentContext, account: StripeAccount) -> StripeAccount:
    """Ask the provider for the account and keep its id; the same parameters and key every time."""
    began = context.clock.now()
    wanted = NewAccount(
        key=account.key,
        name=account.name or "",
        email=account.email or "",
        country=account.country or "",
        metadata={DEPLOYMENT: context.deployment_id, MERCHANT: account.merchant_id},
    )
    try:
        facts = context.accounts.create(wanted)
    except ProviderRejected:
        # Nothing was made: the next request may say otherwise what was refused.
        try_update(context.table, moved_update(account, AccountState.DISCONNECTED))
        raise
    for _ in range(_ATTEMPTS):
        owner = owner_put(facts.id, account.merchant_id, owner_of(context.table, facts.id), context.clock.now())
        try:
            context.table.transact([known_update(account, facts.id), owner])
        except TransactionFailed as refused:
            if 0 in refused.failed:
                break  # Another run of the same request has kept it.
        else:
            break
    current = read_account(context.table, account.merchant_id)
    if current is None or current.id != facts.id:
        raise Busy("the account is being changed, try again")
    return keep_facts(context, current, facts, began)
