"""What a merchant changes of its endpoint: the address, the secrets that sign, and what it has sent anew. Pure."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from shared import rotation
from shared.callbacks.endpoint import Endpoint, Health, enabled, succeeded
from shared.errors import Conflict
from shared.rotation import Secret

MOST_LIVE: Final = 3
"""Each is a signature more in every request."""

BETWEEN_REPLAYS: Final = timedelta(minutes=1)
"""Each is a message that goes on for hours: more of one merchant than are worked off would keep others' from sight."""


def moved(endpoint: Endpoint, url: str, types: tuple[str, ...] | None, now: datetime) -> Endpoint:
    """Another address is another server, that has not failed yet; the types alone say nothing of it."""
    if url == endpoint.url:
        return replace(endpoint, types=types)
    sound = succeeded(endpoint, now) if endpoint.health is Health.OK else enabled(endpoint, now)
    return replace(sound, url=url, types=types, slow_until=None)


def rotated(endpoint: Endpoint, new: Secret, overlap: timedelta, now: datetime) -> Endpoint:
    """``new`` signs from now on, those before it for ``overlap`` at most. Raises ``Conflict`` when too many would."""
    return replace(endpoint, secrets=rotation.rotated(endpoint.secrets, new, overlap, now, MOST_LIVE))


def replaying(endpoint: Endpoint, now: datetime) -> Endpoint:
    """A time is sent once more. Raises ``Conflict`` when one was asked for just now, be it by the same request."""
    if endpoint.replayed_at is not None and now - endpoint.replayed_at < BETWEEN_REPLAYS:
        raise Conflict("a replay was asked for less than a minute ago", code="replay_too_soon")
    return replace(endpoint, replayed_at=now)
