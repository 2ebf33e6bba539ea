"""What a merchant changes of a connection: settings, pauses, secrets, and what is to be taken up anew. Pure."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from shared.rotation import Secret, ended_by, rotated
from shared.shops.connection import Connection, Walk
from shared.shops.delivery import Outcome

MOST_LIVE: Final = 2
"""A shop signs with one, and is told the other while it changes."""


def changed(connection: Connection, given: Mapping[str, Any], walk_id: str, now: datetime) -> Connection:
    """With what is given, by the names of the request; after a pause what was held is taken up."""
    ruled = ("currency", "currencies", "test_orders")
    rules = replace(connection.rules, **{name: given[name] for name in ruled if name in given})
    after = replace(connection, collect=given.get("collect", connection.collect), rules=rules)
    paused = given.get("paused", after.paused_at is not None)
    if paused:
        return replace(after, paused_at=after.paused_at or now)
    if after.paused_at is None:
        return after
    return walking(replace(after, paused_at=None), walk_id, Outcome.HELD)


def walking(connection: Connection, walk_id: str, outcome: Outcome) -> Connection:
    """Deliveries with this outcome are taken up anew; a walk under way begins again, for both.

    Always from the beginning: what one under way has passed may have come to this outcome since.
    """
    before = connection.walk.outcomes if connection.walk else ()
    return replace(connection, walk=Walk(walk_id, tuple(sorted({*before, str(outcome)}))))


def rotated_secret(connection: Connection, new: Secret, overlap: timedelta, now: datetime) -> Connection:
    """``new`` is taken from now on, the one before it for ``overlap``. Raises ``Conflict`` when two are already."""
    return replace(connection, secrets=rotated(connection.secrets, new, overlap, now, MOST_LIVE))


def hurried(connection: Connection, overlap: timedelta, now: datetime) -> Connection:
    """The newest secret stays as it is; the one before it is taken for ``overlap`` at most, and never for longer."""
    return replace(connection, secrets=ended_by(connection.secrets, overlap, now))
