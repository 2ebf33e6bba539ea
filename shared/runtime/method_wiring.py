"""Saved methods at Stripe; apart from the other wiring so that only who manages them imports what that takes."""

from shared.payments.linking.context import MethodContext
from shared.runtime import wiring
from shared.runtime.stripe_wiring import CollectingSettings, stripe_gateway
from shared.stripe_gateway.client import Patience
from shared.stripe_gateway.stripe_methods import StripeMethods


def linking_context(settings: CollectingSettings, patience: Patience) -> MethodContext:
    """The worlds outside, for this invocation."""
    return MethodContext(
        table=wiring.table(settings.table_name),
        methods=StripeMethods(stripe_gateway(settings, patience).api),
        clock=wiring.clock(),
        deployment_id=settings.deployment_id,
    )
