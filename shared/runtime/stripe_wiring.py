"""Stripe's gateway; apart from the other wiring so that only who calls Stripe imports its SDK."""

from functools import cache

from shared.payments.context import PaymentContext
from shared.runtime import wiring
from shared.runtime.restoring import after_restore
from shared.runtime.secrets import stripe_secret
from shared.runtime.settings import StripeSettings, TableSettings
from shared.stripe_gateway.client import Patience, StripeGateway


class CollectingSettings(TableSettings, StripeSettings):
    """What a function needs that asks Stripe and settles."""


def stripe_gateway(settings: CollectingSettings, patience: Patience) -> StripeGateway:
    """Stripe, with the whole budget of time of an invocation; a rotated API key is taken up within a minute."""
    secret = stripe_secret(settings.stripe_secret_id)
    return _gateway(secret.api_key, settings.stripe_api_base, patience).start_invocation()


def payment_context(settings: CollectingSettings, patience: Patience) -> PaymentContext:
    """The worlds outside, for this process."""
    gateway = stripe_gateway(settings, patience)
    return PaymentContext(
        table=wiring.table(settings.table_name),
        gateway=gateway,
        accounts=gateway.accounts,
        clock=wiring.clock(),
        deployment_id=settings.deployment_id,
    )


@cache
def _gateway(api_key: str, api_base: str, patience: Patience) -> StripeGateway:
    return StripeGateway(api_key, api_base, patience)


@after_restore
def forget_gateways() -> None:
    """Make them anew, with connections of their own, at the next use."""
    _gateway.cache_clear()
