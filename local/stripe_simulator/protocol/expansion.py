"""`expand[]`: replaces ids by the objects they name (https://docs.stripe.com/expand)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from local.stripe_simulator.errors import StripeError, invalid_request

Json = dict[str, Any]
MAX_DEPTH = 4


@dataclass(frozen=True)
class Expander:
    """`lookup(id)` finds objects of the account; `include(object, name)` makes a list that shows only when expanded."""

    lookup: Callable[[str], Json | None]
    include: Callable[[Json, str], Json | None]

    def expand(self, body: Json, paths: list[str]) -> Json:
        """A copy of `body` with the named ids replaced, at most four levels deep (a list's `data` is one of them).

        Raises StripeError (400) for a field that cannot be expanded.
        """
        for path in paths:
            parts = path.split(".")
            if len(parts) > MAX_DEPTH:
                raise invalid_request("You cannot expand more than 4 levels of a property.", param="expand")
            body = self._step(body, parts, path)
        return body

    def _step(self, node: Json, parts: list[str], path: str) -> Json:
        name, rest = parts[0], parts[1:]
        out = dict(node)
        value = node[name] if name in node else self.include(node, name)
        if value is None and name not in node:
            raise not_expandable(path)
        if isinstance(value, str):
            value = self.lookup(value)
            if value is None:
                raise not_expandable(path)
        if isinstance(value, list):
            value = [self._step(item, rest, path) if rest else item for item in value]
        elif isinstance(value, dict) and rest:
            value = self._step(value, rest, path)
        out[name] = value
        return out


def not_expandable(path: str) -> StripeError:
    """The error for a path that names nothing expandable."""
    return invalid_request(f"This property cannot be expanded ({path}).", param="expand")
