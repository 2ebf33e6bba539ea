"""What a merchant does about its callbacks: its calls, and an endpoint that is called off."""

from typing import Any

from functions.manage_callbacks.handler import lambda_handler as manage_callbacks
from shared.callbacks.endpoint import DisabledReason, changed_update, disabled
from tests.functional.handlers.told import Told
from tests.support import world as worlds

URL = "https://shop.example/hooks"
ENDPOINT = "/v1/callback-endpoint"


def call(told: Told, route: str, **asked: Any) -> worlds.Answer:
    """Call this route with the key of the merchant, or as it says."""
    asked = {"authorizer": told.shop.me, "query": {}, "path": {}} | asked
    return told.world.call(manage_callbacks, "manage_callbacks", route, **asked)


def put(told: Told, url: str = URL, **body: Any) -> worlds.Answer:
    """Say where callbacks go."""
    return call(told, f"PUT {ENDPOINT}", body={"url": url} | body)


def call_off(told: Told, reason: DisabledReason = DisabledReason.GONE) -> None:
    """Disable the endpoint, as a probe would."""
    before = told.endpoint()
    told.world.table.update(changed_update(before, disabled(before, told.world.clock.now(), reason)))
