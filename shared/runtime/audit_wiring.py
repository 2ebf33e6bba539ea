"""The daily audit's worlds; apart so that nobody else imports what it takes."""

from shared.payments.audit.context import AuditContext
from shared.runtime.charge_wiring import charging_context
from shared.runtime.stripe_wiring import CollectingSettings, stripe_gateway
from shared.stripe_gateway.client import Patience


def audit_context(settings: CollectingSettings, patience: Patience) -> AuditContext:
    """The worlds of charging with the provider's lists, which share the budget of time."""
    return AuditContext(charging_context(settings, patience), stripe_gateway(settings, patience).books())
