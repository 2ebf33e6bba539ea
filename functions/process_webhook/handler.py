"""Events of Stripe, from the queue: look at what they are about, and settle."""

import json
from typing import Any

from shared.errors import MalformedRequest
from shared.payments.settling.webhooks import handle_event
from shared.runtime.charge_wiring import charging_context
from shared.runtime.metrics import WEBHOOK_LAG, seconds_since_provider
from shared.runtime.queue import SECONDS, MessageHandler, queue_handler
from shared.runtime.secrets import stripe_secret
from shared.runtime.settings import read_settings
from shared.runtime.stripe_wiring import CollectingSettings
from shared.stripe_gateway.client import WORKER


class Settings(CollectingSettings):
    """What collecting needs."""


def start() -> MessageHandler:
    """A batch shares one budget of time for its calls to the provider."""
    settings = read_settings(Settings)
    context = charging_context(settings, WORKER)
    livemode = stripe_secret(settings.stripe_secret_id).livemode

    def process(body: str) -> dict[str, Any]:
        try:
            event = json.loads(body)
        except ValueError as error:
            raise MalformedRequest("not an event of the provider", code="invalid_event") from error
        handling = handle_event(context, event, livemode=livemode)
        lag = seconds_since_provider(event.get("created"), context.clock.now())
        return {"event": event["id"], "type": event["type"], "handling": handling, SECONDS: lag}

    return process


lambda_handler = queue_handler(start, WEBHOOK_LAG)
