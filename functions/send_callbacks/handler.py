"""Events told to merchants' servers as callbacks, from the FIFO queue: first tries, beside each other."""

from shared.callbacks.delivering.fast_lane import FastLane
from shared.runtime import callback_wiring
from shared.runtime.callback_wiring import CallbackSettings
from shared.runtime.metrics import CALLBACK_DELAY
from shared.runtime.rounds import rounds_handler
from shared.runtime.settings import read_settings


class Settings(CallbackSettings):
    """The table, and how callbacks leave."""


def start() -> FastLane:
    """A batch reads each endpoint once."""
    return FastLane(callback_wiring.courier(read_settings(Settings)))


lambda_handler = rounds_handler(start, lambda: callback_wiring.together, CALLBACK_DELAY)
