"""Keys of what was looked for at the provider; their rows are in the table of :mod:`shared.table.keys`."""

from shared.table.keys import Key


def seen_key(event_id: str) -> Key:
    """Where it stands that an event which did not come, or failed, was handled, or when it is tried again."""
    return Key(event_id, "seen")


def events_place(account: str | None) -> Key:
    """How far the search for undelivered events has come, on a merchant's own account or on the platform's."""
    return Key("events", f"place#{account}" if account else "place")
