"""What connected shops delivered, made into orders, changes and cancellations: one after the other for each order."""

from functools import partial

from shared.payments.taking.carrying_out import carry_out
from shared.payments.taking.taking import Taking
from shared.runtime.queue import MessageHandler, queue_handler
from shared.runtime.settings import read_settings
from shared.runtime.shop_wiring import deliveries
from shared.runtime.stripe_wiring import CollectingSettings, payment_context
from shared.stripe_gateway.client import WORKER


class Settings(CollectingSettings):
    """What collecting needs, and the bucket with bodies that are too large for an item."""

    bucket_name: str


def start() -> MessageHandler:
    """A batch shares one budget of time for its calls to the provider."""
    settings = read_settings(Settings)
    return partial(carry_out, Taking(payment_context(settings, WORKER), deliveries(settings.bucket_name)))


lambda_handler = queue_handler(start)
