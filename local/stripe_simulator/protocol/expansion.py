"""`expand[]`: replaces ids by the objects they name (https://docs.stripe.com/expand)."""

from collections.abc import Callable
from typing import Any

from local.stripe_simulator.errors import invalid_request

Json = dict[str, Any]
MAX_DEPTH = 4


def expanded(body: Json, paths: list[str], lookup: Callable[[str], Json | None]) -> Json:
    """A copy of `body` with the named ids replaced; `lookup(id)` finds objects of the same account.

    A path through a list starts with `data.` and at most four levels deep. Raises StripeError (400) for a field
    that cannot be expanded.
    """
    out = body
    for path in paths:
        parts = path.split(".")
        if len(parts) > MAX_DEPTH + (parts[0] == "data"):
            raise invalid_request("You cannot expand more than 4 levels of a property.", param="expand")
        out = expand_one(out, parts, path, lookup)
    return out


def expand_one(node: Json, parts: list[str], path: str, lookup: Callable[[str], Json | None]) -> Json:
    """A shallow copy of `node` with the first part of the path replaced, and so on inside."""
    name, rest = parts[0], parts[1:]
    out = dict(node)
    if name not in out:
        raise invalid_request(f"This property cannot be expanded ({path}).", param="expand")
    value = out[name]
    if isinstance(value, list):
        out[name] = [expand_one(item, rest, path, lookup) if rest else item for item in value]
        return out
    if isinstance(value, str):
        value = lookup(value)
        if value is None:
            raise invalid_request(f"This property cannot be expanded ({path}).", param="expand")
    if isinstance(value, dict):
        out[name] = expand_one(value, rest, path, lookup) if rest else value
    return out
