"""The provider's own page about saved methods."""

from shared.errors import Conflict, ProviderRejected
from shared.payment_methods.store import read_methods
from shared.payments.linking.context import LinkingContext
from shared.payments.linking.looking import look_at_methods


def open_portal(context: LinkingContext, merchant_id: str, return_url: str) -> str:
    """The address of the page, for some minutes; what is done there comes to us by events.

    Only who agreed to our terms once has one: who never asked for a set-up has no owner of methods at the provider.
    Raises ``Conflict`` (``nothing_linked``) and the provider's errors.
    """
    customer_id = read_methods(context.table, merchant_id).customer_id
    if customer_id is None:
        raise _nothing_linked()
    try:
        return context.methods.create_portal(customer_id, return_url)
    except ProviderRejected as error:
        if look_at_methods(context, merchant_id).customer_id is None:
            raise _nothing_linked() from error
        raise


def _nothing_linked() -> Conflict:
    return Conflict("no payment method was ever linked", code="nothing_linked")
