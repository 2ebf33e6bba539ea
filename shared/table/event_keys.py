"""Keys of the provider's events, and of the search for lost ones; their rows are in :mod:`shared.table.keys`."""

from typing import Final

from shared.table.keys import Key


def event_key(event_id: str) -> Key:
    """Where the mark of a processed inbound event lives until its TTL."""
    return Key(event_id, "event")


def seen_key(event_id: str) -> Key:
    """Where it stands that an event which did not come, or failed, was handled, or when it is tried again."""
    return Key(event_id, "seen")


PLATFORM_PLACE: Final = Key("events", "place#methods")
"""How far the search has come for those that only the platform's account is asked for."""


def events_place(account: str | None) -> Key:
    """How far the search for undelivered events has come, on a merchant's own account or on the platform's."""
    return Key("events", f"place#{account}" if account else "place")
