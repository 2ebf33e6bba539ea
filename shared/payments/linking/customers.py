"""The owner of a merchant's methods at the provider, made once it is needed."""

from dataclasses import replace

from shared.errors import Busy, ProviderRejected
from shared.merchants.service import find_merchant
from shared.payment_methods.model import MerchantMethods, NewCustomer
from shared.payment_methods.owners import owner_put
from shared.payment_methods.store import changed_update, read_methods, written
from shared.payments.linking.context import LinkingContext
from shared.payments.linking.looking import ATTEMPTS
from shared.payments.settling.reconciliation import DEPLOYMENT, MERCHANT
from shared.stripe_gateway.methods import CustomerRequest
from shared.table.attempt import try_update
from shared.table.port import TransactionFailed


def with_customer(context: LinkingContext, merchant_id: str) -> MerchantMethods:
    """The merchant's methods with their owner: what it is made of is stored before the provider is asked (rule M4).

    Raises ``NotFound`` (no such merchant), ``Busy`` and the provider's errors; a repeat goes on with the same owner.
    """
    for _ in range(ATTEMPTS):
        methods = read_methods(context.table, merchant_id)
        if methods.customer_id is not None:
            return methods
        if methods.customer is None:
            merchant = find_merchant(context.table, merchant_id)
            wanted = NewCustomer(methods.version + 1, merchant.name, merchant.email)
            begun = replace(methods, customer=wanted)
            if not try_update(context.table, changed_update(methods, begun)):
                continue
            methods = written(methods, begun)
        made = replace(methods, customer_id=_made(context, methods))
        owner = owner_put(made.customer_id or "", merchant_id)
        try:
            context.table.transact([changed_update(methods, made), owner])
        except TransactionFailed:
            continue
        return written(methods, made)
    raise Busy("the payment methods are being changed, try again")


def _made(context: LinkingContext, methods: MerchantMethods) -> str:
    """The provider's id of the owner; the same parameters and key every time."""
    wanted = methods.customer
    assert wanted is not None  # noqa: S101 - stored by the only caller
    request = CustomerRequest(
        key=f"customer:{methods.merchant_id}:{wanted.number}",
        name=wanted.name,
        email=wanted.email,
        metadata={DEPLOYMENT: context.deployment_id, MERCHANT: methods.merchant_id},
    )
    try:
        return context.methods.create_customer(request)
    except ProviderRejected:
        # Nothing was made: the next request may say otherwise what was refused.
        try_update(context.table, changed_update(methods, replace(methods, customer=None)))
        raise
