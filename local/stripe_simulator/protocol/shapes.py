"""Checks decoded parameters against the shapes of the API and gives them their types.

Messages follow the ones that the API sends (https://docs.stripe.com/error-codes: parameter_missing,
parameter_unknown, parameter_invalid_integer, parameter_invalid_empty).
"""

import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from local.stripe_simulator.errors import StripeError, invalid_request

Json = dict[str, Any]
INTEGER = re.compile(r"-?\d+")
DECIMAL = re.compile(r"-?\d+(\.\d+)?")


@lru_cache(maxsize=1)
def catalogue() -> Json:
    """The shapes file: `{"version", "operations", "shared"}`."""
    text = Path(__file__).with_name("request_shapes.json").read_text(encoding="utf-8")
    loaded: Json = json.loads(text)
    return loaded


def api_version() -> str:
    """The pinned API version, for example `2026-10-28.endive`."""
    return str(catalogue()["version"])


def typed_parameters(operation: str, form: Json) -> Json:
    """The parameters of `operation` with integers, booleans and lists as such; raises StripeError (400)."""
    return typed_object(form, catalogue()["operations"][operation], "")


def resolve(shape: Json) -> Json:
    """The shape behind a reference."""
    return catalogue()["shared"][shape["ref"]] if "ref" in shape else shape


def join(param: str, key: str) -> str:
    """The bracketed name of a nested parameter."""
    return f"{param}[{key}]" if param else key


def typed_object(form: Json, shape: Json, param: str) -> Json:
    """A hash with known keys, or free keys where the shape allows them (metadata)."""
    shape = resolve(shape)
    known = shape.get("properties") or {}
    free = shape.get("additionalProperties")
    out: Json = {}
    for key, raw in form.items():
        name = join(param, key)
        if key in known:
            out[key] = typed(raw, known[key], name)
        elif free is not None:
            out[key] = "" if raw == "" else typed(raw, free, name)
        else:
            raise invalid_request(f"Received unknown parameter: {name}", param=name, code="parameter_unknown")
    for key in shape.get("required") or []:
        if key not in form:
            name = join(param, key)
            raise invalid_request(f"Missing required param: {name}.", param=name, code="parameter_missing")
    return out


def typed(raw: Any, shape: Json, param: str) -> Any:
    """One value of any shape."""
    shape = resolve(shape)
    if "anyOf" in shape:
        return typed_choice(raw, shape["anyOf"], param)
    kind = shape.get("type")
    if kind == "object":
        if not isinstance(raw, dict):
            raise empty(param) if raw == "" else invalid_request("Invalid object", param=param)
        return typed_object(raw, shape, param)
    if kind == "array":
        return typed_list(raw, shape, param)
    if isinstance(raw, dict):
        raise invalid_request(f"Invalid {kind or 'value'}: a hash was given", param=param)
    return typed_scalar(raw, shape, param)


def typed_choice(raw: Any, choices: list[Json], param: str) -> Any:
    """The first of several shapes that fits; the error of the last likely one if none does."""
    problem: StripeError | None = None
    for choice in map(resolve, choices):
        if isinstance(raw, dict) != (choice.get("type") in ("object", "array")):
            continue
        try:
            return typed(raw, choice, param)
        except StripeError as error:
            problem = error
    raise problem or invalid_request("Invalid object" if raw == "" else f"Invalid value: {raw}", param=param)


def typed_list(raw: Any, shape: Json, param: str) -> list[Any]:
    """A list given as `a[0]=x&a[1]=y` or `a[]=x`."""
    if not isinstance(raw, dict) or not raw or not all(key.isdigit() for key in raw):
        raise invalid_request("Invalid array", param=param)
    items = shape.get("items") or {}
    return [typed(raw[key], items, f"{param}[{key}]") for key in sorted(raw, key=int)]


def typed_scalar(raw: str, shape: Json, param: str) -> Any:
    """A string, number, boolean or one of an enum."""
    allowed = shape.get("enum")
    if allowed is not None and raw in allowed:
        return raw
    if raw == "":
        raise empty(param)
    if allowed is not None:
        options = ", ".join(str(choice) for choice in allowed if choice != "")
        raise invalid_request(f"Invalid {param}: must be one of {options}", param=param)
    return PARSERS.get(shape.get("type", "string"), parse_text)(raw, shape, param)


def parse_integer(raw: str, shape: Json, param: str) -> int:
    """A whole number; `19.99` is refused with parameter_invalid_integer."""
    if not INTEGER.fullmatch(raw):
        raise invalid_request(f"Invalid integer: {raw}", param=param, code="parameter_invalid_integer")
    return int(raw)


def parse_number(raw: str, shape: Json, param: str) -> str:
    """A decimal, kept as its text so that no precision is lost."""
    if not DECIMAL.fullmatch(raw):
        raise invalid_request(f"Invalid decimal: {raw}", param=param)
    return raw


def parse_boolean(raw: str, shape: Json, param: str) -> bool:
    """Exactly `true` or `false`."""
    if raw not in ("true", "false"):
        raise invalid_request(f"Invalid boolean: {raw}", param=param)
    return raw == "true"


def parse_text(raw: str, shape: Json, param: str) -> str:
    """Text within its maximum length."""
    limit = shape.get("maxLength")
    if limit and len(raw) > limit:
        shown = f"{raw[:8]}...{raw[-4:]}"
        raise invalid_request(f"Invalid string: {shown}; must be at most {limit} characters", param=param)
    return raw


PARSERS = {"integer": parse_integer, "number": parse_number, "boolean": parse_boolean, "string": parse_text}


def empty(param: str) -> StripeError:
    """The error for an empty string where nothing can be unset."""
    message = (
        f"You passed an empty string for '{param}'. We assume empty values are an attempt to unset a parameter; "
        f"however '{param}' cannot be unset. You should remove '{param}' from your request or supply a "
        "non-empty value."
    )
    return invalid_request(message, param=param, code="parameter_invalid_empty")
