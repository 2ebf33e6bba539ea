"""Who waits for a method that can be charged."""

from shared.merchants.restriction import ask_for_collection
from shared.payments.linking.context import LinkingContext
from shared.wallets.refills.waking import forgive


def newly_linked(context: LinkingContext, merchant_id: str) -> None:
    """A method of this merchant can be charged from now on: what waits for one may go on.

    Called after that stands, at least once for each such method, and again when a run broke off: a repeat does nothing
    more. A failure is raised, and the call is made again.
    """
    ask_for_collection(context.table, merchant_id, context.clock.now())
    forgive(context.table, context.clock, merchant_id)
