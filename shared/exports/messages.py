"""The message that has the next slice of an export written."""

import json
from typing import Final

from shared.canonical import canonical_json
from shared.errors import MalformedRequest
from shared.exports.model import UNDER_WAY
from shared.table.port import Item

_UNDER_WAY: Final = frozenset(map(str, UNDER_WAY))


def wanted_slice(old: Item | None, new: Item | None) -> str | None:
    """The message for an export that was asked for, or whose last slice is committed and not the last of all."""
    if new is None or new.get("kind") != "export" or new["state"] not in _UNDER_WAY:
        return None
    if old is not None and old.get("slice") == new["slice"]:
        return None
    return canonical_json({"export": {"id": new["id"], "slice": new["slice"]}})


def read_slice(body: str) -> tuple[str, int]:
    """Export and slice that a message names. Raises :class:`MalformedRequest` for any other message."""
    try:
        named = json.loads(body)["export"]
        return str(named["id"]), int(named["slice"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise MalformedRequest("not a slice of an export", code="invalid_message") from error
