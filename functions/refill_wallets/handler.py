"""Wallets that are low, and orders that credits do not pay, brought to the linked methods of their merchants."""

from typing import Any

from shared.payments.topping_up.messages import read_message
from shared.payments.topping_up.refilling import bring_up
from shared.runtime.charge_wiring import charging_context
from shared.runtime.queue import MessageHandler, queue_handler
from shared.runtime.settings import read_settings
from shared.runtime.stripe_wiring import CollectingSettings
from shared.stripe_gateway.client import WORKER


class Settings(CollectingSettings):
    """Table, provider, and our mark at it."""


def start() -> MessageHandler:
    """A batch has one budget of time for all that it asks of the provider."""
    context = charging_context(read_settings(Settings), WORKER)

    def refill(body: str) -> dict[str, Any]:
        asked = read_message(body)
        begun = bring_up(context, asked)
        return {"merchant_id": asked.merchant_id, "begun": {payment.id: str(payment.state) for payment in begun}}

    return refill


lambda_handler = queue_handler(start)
