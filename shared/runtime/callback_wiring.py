"""How callbacks leave; apart from the other wiring so that only who sends any loads what that takes."""

from datetime import timedelta
from functools import cache

from shared.callbacks.delivering.courier import Courier
from shared.callbacks.posting.client import HttpPoster
from shared.callbacks.posting.port import Poster
from shared.callbacks.posting.targets import Targets
from shared.events.port import GroupedQueue
from shared.events.senders import SqsGroupedQueue
from shared.runtime import wiring
from shared.runtime.restoring import after_restore
from shared.runtime.rounds import in_threads
from shared.runtime.settings import Environment, TableSettings


class CallbackSettings(TableSettings):
    """``callback_targets`` is what merchants may have called; who fails for so many hours is called no more."""

    callback_targets: str
    callback_disable_hours: str


class RetrySettings(Environment):
    """The queue of second tries."""

    callback_retry_queue_url: str


def courier(settings: CallbackSettings) -> Courier:
    """All that a try takes."""
    return Courier(
        table=wiring.table(settings.table_name),
        clock=wiring.clock(),
        poster=poster(settings.callback_targets),
        disable_after=timedelta(hours=int(settings.callback_disable_hours)),
    )


def retries(settings: RetrySettings) -> GroupedQueue:
    """Where second tries are asked for."""
    return SqsGroupedQueue(wiring.sqs(), settings.callback_retry_queue_url)


@cache
def poster(targets: str) -> Poster:
    """Connections are made for each call; only what is trusted is kept."""
    return HttpPoster(Targets(targets))


together = in_threads
"""How calls are made beside each other."""


@after_restore
def forget_poster() -> None:
    """Make it anew at the next use."""
    poster.cache_clear()
