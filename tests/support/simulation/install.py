"""Puts the stand-ins underneath the real handlers: the cached factories of ``shared.runtime``, nothing above them."""

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from typing import Any, Final, Protocol

import pytest
from pydantic_core import to_json

from functions.authorize_request import handler as authorize_request
from functions.manage_callbacks import handler as manage_callbacks
from functions.process_webhook import handler as process_webhook
from functions.stripe_webhook import handler as stripe_webhook
from local.stripe_simulator import simulator
from local.stripe_simulator.resources import events
from shared import ids
from shared.callbacks import signing
from shared.payments.clearing import messages as clearing_messages
from shared.runtime import (
    bucket,
    callback_wiring,
    charge_wiring,
    logging,
    message_wiring,
    secrets,
    settings,
    stripe_wiring,
    wiring,
)
from shared.shops import receiving as shop_receiving
from shared.shops import signing as shop_signing
from shared.stripe_gateway.client import Patience
from tests.support.simulation.post_office import OfficeMail, OfficeSms
from tests.support.simulation.provider import (
    API_KEY,
    CONNECT_SECRET,
    WEBHOOK_SECRET,
    copied,
    quick_emit,
    quick_listeners,
)
from tests.support.simulation.sinks import SinkError
from tests.support.simulation.thaw import thaw

OPERATOR_KEY: Final = "the-operators-key"
BASE_URL: Final = "https://api.example.com"
DEPLOYMENT_ID: Final = "orderpay-simulation"
ENVIRONMENT: Final = {
    "AWS_REGION": "eu-central-1",
    "TABLE_NAME": "orderpay-simulation",
    "BUCKET_NAME": "orderpay-simulation",
    "BUS_NAME": "orderpay",
    "DEBIT_QUEUE_URL": "debits",
    "CLOSING_QUEUE_URL": "closings",
    "SENDING_QUEUE_URL": "sendings",
    "REFILL_QUEUE_URL": "refills",
    "EXPORT_QUEUE_URL": "exports",
    "CLEARING_QUEUE_URL": "clearings",
    "CALLBACK_QUEUE_URL": "callbacks",
    "CALLBACK_RETRY_QUEUE_URL": "callback-retries",
    "SHOP_ORDER_QUEUE_URL": "shop-orders",
    "CALLBACK_TARGETS": "public",
    "CALLBACK_DISABLE_HOURS": "72",
    "MAIL_SENDER": "pay@orderpay.example",
    "MAIL_CONFIGURATION_SET": "mail",
    "SMS_SENDER_ID": "-",
    "SMS_FEES": "EUR=9,USD=9,JPY=20,KWD=30",
    "DUNNING_DAYS": "2,5,7,7",
    "CLEARING_DAYS": "2",
    "WEBHOOK_QUEUE_URL": "webhooks",
    "OPERATOR_SECRET_ID": "operator",
    "STRIPE_SECRET_ID": "stripe",
    "STRIPE_API_BASE": "https://stripe.invalid",
    "PUBLIC_BASE_URL": BASE_URL,
    "DEPLOYMENT_ID": DEPLOYMENT_ID,
}
SHOP_BODY_IN_ITEM: Final = 712
"""Letters: about half of what one of the two systems delivers here has more."""
_STRIPE_SECRET: Final = secrets.StripeSecret(api_key=API_KEY, webhook_secrets=(WEBHOOK_SECRET, CONNECT_SECRET))
"""Read anew at every invocation it would cost a tenth of a history's time."""


class Surroundings(Protocol):
    """What a history gives the product to run in."""

    clock: Any
    table: Any
    sqs: Any
    bus: Any
    bucket: Any
    post_office: Any
    servers: Any
    gateway: Any
    random: Random


class Switchboard:
    """Leads the product to the surroundings of the history that runs now; ``defects`` is what it logged as such."""

    def __init__(self) -> None:
        self.now: Surroundings | None = None
        self.defects: list[str] = []

    @property
    def here(self) -> Surroundings:
        """The present surroundings."""
        assert self.now is not None, "no history is running"
        return self.now


class _Logger:
    """Takes what the product logs; only defects matter here."""

    def __init__(self, board: Switchboard) -> None:
        self._board = board

    def info(self, *_: Any, **__: Any) -> None:
        """Nothing to keep."""

    warning = info

    def exception(self, *_: Any, **__: Any) -> None:
        """The error that is being handled; one of the bucket is a fault of ours."""
        error = sys.exc_info()[1]
        if not isinstance(error, SinkError):
            self._board.defects.append(repr(error))


class _Chance:
    """``secrets`` for :mod:`shared.ids`: the history's own chance."""

    def __init__(self, board: Switchboard) -> None:
        self._board = board

    def token_bytes(self, count: int) -> bytes:
        """As many bytes."""
        return self._board.here.random.randbytes(count)

    def token_hex(self, count: int) -> str:
        """As many bytes, in two letters each."""
        return self.token_bytes(count).hex()


class _QuickCopy:
    """How the simulator copies what its events tell of, without a text in between."""

    dumps = staticmethod(copied)
    loads = staticmethod(lambda copy: copy)


@contextmanager
def installed() -> Iterator[Switchboard]:
    """Everything is put back at the end."""
    board = Switchboard()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in ENVIRONMENT.items():
            patch.setitem(os.environ, name, value)
        thaw(patch)
        patch.setattr(wiring, "clock", lambda: board.here.clock)
        patch.setattr(wiring, "table", lambda _: board.here.table)
        patch.setattr(wiring, "sqs", lambda: board.here.sqs)
        patch.setattr(wiring, "event_bridge", lambda: board.here.bus)
        patch.setattr(bucket, "s3", lambda: board.here.bucket)
        patch.setattr(callback_wiring, "poster", lambda _: board.here.servers)
        patch.setattr(callback_wiring, "together", lambda call, plans: [call(plan) for plan in plans])
        patch.setattr(message_wiring, "sms", lambda _: OfficeSms(board.here.post_office))
        patch.setattr(message_wiring, "mail", lambda _: OfficeMail(board.here.post_office))
        patch.setattr(stripe_wiring, "_gateway", lambda *rest: _of_patience(board.here.gateway, rest[-1]))
        patch.setattr(ids, "secrets", _Chance(board))
        patch.setattr(signing, "secrets", _Chance(board))
        patch.setattr(shop_signing, "secrets", _Chance(board))
        patch.setattr(manage_callbacks, "check_target", lambda *_: None)
        patch.setattr(events, "json", _QuickCopy)
        patch.setattr(events, "listeners", quick_listeners)
        patch.setattr(simulator, "encode", to_json)
        for module in _modules_that_know("emit", events.emit, "local."):
            patch.setattr(module, "emit", quick_emit)
        for module in (stripe_wiring, charge_wiring, process_webhook, stripe_webhook):
            patch.setattr(module, "stripe_secret", lambda _: _STRIPE_SECRET)
        # So that the queue beside the schedule has its part in a history of a few orders.
        patch.setattr(clearing_messages, "OWN_SHARE", 1)
        # So that some of what shops deliver lies in the bucket.
        patch.setattr(shop_receiving, "IN_ITEM", SHOP_BODY_IN_ITEM)
        patch.setattr(authorize_request, "secret_text", lambda _: OPERATOR_KEY)
        logger = _Logger(board)
        for module in _modules_that_know("logger", logging.logger, "functions.", "shared."):
            patch.setattr(module, "logger", lambda: logger)
        settings.read_settings.cache_clear()
        thresholds = gc.get_threshold()
        gc.set_threshold(200_000, 10, 10)  # A history's things are dropped together at its end.
        try:
            yield board
        finally:
            gc.set_threshold(*thresholds)
            settings.read_settings.cache_clear()


def _of_patience(gateway: Any, patience: Patience) -> Any:
    gateway._in_all = patience.in_all
    return gateway


def _modules_that_know(name: str, what: Any, *folders: str) -> list[Any]:
    """Whatever has been imported of these folders and knows it by name."""
    ours = [module for path, module in sys.modules.items() if path.startswith(folders)]
    return [module for module in ours if getattr(module, name, None) is what]
