"""Schemas as rows of a table."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """One property: what it can be, whether it must be there, and what it says."""

    name: str
    kind: Markup
    required: bool
    text: str


def rows_of(schema: Schema) -> list[Row]:
    """The properties of an object."""
    needed = schema.get("required", ())
    found = schema.get("properties", {}).items()
    return [Row(name, kind_of(field), name in needed, field.get("description", "")) for name, field in found]


def kind_of(schema: Schema) -> Markup:
    """In a few words, with links to other schemas."""
    if "$ref" in schema:
        name = str(schema["$ref"]).rpartition("/")[2]
        return Markup('<a href="#schema-{0}">{0}</a>').format(name)
    if "anyOf" in schema:
        return Markup(" or ").join(kind_of(each) for each in schema["anyOf"])
    if "enum" in schema:
        return Markup(", ").join(Markup("<code>{}</code>").format(_word(each)) for each in schema["enum"])
    if "const" in schema:
        return Markup("<code>{}</code>").format(_word(schema["const"]))
    if schema.get("type") == "array":
        return Markup("list of {}").format(kind_of(schema.get("items", {})))
    if schema.get("type") == "object" and isinstance(schema.get("additionalProperties"), dict):
        return Markup("map of {}").format(kind_of(schema["additionalProperties"]))
    if "patternProperties" in schema:
        return Markup("map of {}").format(kind_of(next(iter(schema["patternProperties"].values()))))
    return Markup("{}{}").format(_plain(schema), _bounds(schema))


def _plain(schema: Schema) -> str:
    kind = schema.get("type", "anything")
    told = " or ".join(kind) if isinstance(kind, list) else str(kind)
    return str(schema.get("format", told))


def _bounds(schema: Schema) -> str:
    least, most = schema.get("minimum"), schema.get("maximum")
    told = []
    if "exclusiveMinimum" in schema:
        told.append(f"above {schema['exclusiveMinimum']}")
    if least is not None:
        told.append(f"from {least:,}")
    if most is not None:
        told.append(f"to {most:,}")
    if "maxLength" in schema:
        told.append(f"at most {schema['maxLength']:,} characters")
    return f" {', '.join(told)}" if told else ""


def _word(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
