"""Form encoding with bracket nesting: `a[b][0]=x` (https://docs.stripe.com/api, request bodies)."""

import json
import re
from typing import Any
from urllib.parse import parse_qsl

from local.stripe_simulator.errors import StripeError, invalid_request

KEY = re.compile(r"^([^\[\]]+)((?:\[[^\[\]]*\])*)$")
PART = re.compile(r"\[([^\[\]]*)\]")
Form = dict[str, Any]


def decode_form(text: str) -> Form:
    """Nested dicts with string leaves; lists are dicts with numeric keys. Raises StripeError on clashing keys."""
    root: Form = {}
    for key, value in parse_qsl(text, keep_blank_values=True):
        place(root, split_key(key), value, key)
    return root


def decode_json(text: str) -> Form:
    """A JSON body in the shape of a form. Raises StripeError for anything but an object."""
    try:
        body = json.loads(text)
    except ValueError as error:
        raise invalid_request("Invalid request: the body is not JSON.") from error
    if not isinstance(body, dict):
        raise invalid_request("Invalid request: the body is not an object.")
    return {name: as_form(value) for name, value in body.items()}


def as_form(value: Any) -> Any:
    """One value of JSON as a form has it."""
    if isinstance(value, dict):
        return {name: as_form(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return {str(place): as_form(inner) for place, inner in enumerate(value)}
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def split_key(key: str) -> list[str]:
    """`a[b][]` as `["a", "b", ""]`. Raises StripeError for unbalanced brackets."""
    found = KEY.match(key)
    if not found:
        raise invalid_request(f"Invalid request: malformed parameter name {key!r}.")
    return [found.group(1), *PART.findall(found.group(2))]


def place(root: Form, parts: list[str], value: str, key: str) -> None:
    """Sets one leaf, making the dicts on the way."""
    node = root
    for index, raw in enumerate(parts):
        part = raw or str(sum(1 for name in node if name.isdigit()))
        if index == len(parts) - 1:
            if isinstance(node.get(part), dict):
                raise clash(key)
            node[part] = value
            return
        inner = node.setdefault(part, {})
        if not isinstance(inner, dict):
            raise clash(key)
        node = inner


def clash(key: str) -> StripeError:
    """The error for a name that is given both a value and a hash."""
    return invalid_request(f"Invalid request: {key!r} is given both as a value and as a hash.", param=key)
