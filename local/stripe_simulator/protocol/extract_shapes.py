"""Rebuilds `request_shapes.json` from Stripe's published OpenAPI description.

Run it when the pinned API version changes:

    python -m local.stripe_simulator.protocol.extract_shapes SPEC.json

The file keeps, for each operation that the simulator serves, the parameters' types, enums, lengths and required
names. Equal sub-shapes are stored once under `shared` and referred to by number.
"""

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from local.stripe_simulator.routes import ROUTES

Json = dict[str, Any]
KEPT = ("type", "enum", "maxLength", "required")
SHARED_FROM = 60


def strip(schema: Json, components: Json) -> Json:
    """The part of an OpenAPI schema that decides whether a value is accepted."""
    if "$ref" in schema:
        schema = components[schema["$ref"].rsplit("/", 1)[-1]]
    out: Json = {key: schema[key] for key in KEPT if key in schema}
    if "anyOf" in schema:
        out["anyOf"] = [strip(choice, components) for choice in schema["anyOf"]]
    if "items" in schema:
        out["items"] = strip(schema["items"], components)
    if "properties" in schema:
        out["properties"] = {name: strip(part, components) for name, part in schema["properties"].items()}
    if isinstance(schema.get("additionalProperties"), dict):
        out["additionalProperties"] = strip(schema["additionalProperties"], components)
    return out


def operation_shape(method: str, operation: Json, components: Json) -> Json:
    """The parameters of one operation: its form body, or its query for a GET."""
    content = (operation.get("requestBody") or {}).get("content") or {}
    if method != "GET" and content:
        return strip(next(iter(content.values())).get("schema") or {}, components)
    query = [part for part in operation.get("parameters", []) if part.get("in") == "query"]
    properties = {part["name"]: strip(part.get("schema") or {}, components) for part in query}
    required = [part["name"] for part in query if part.get("required")]
    return {"type": "object", "properties": properties, **({"required": required} if required else {})}


def text_of(shape: Json) -> str:
    """A shape as compact text; equal shapes give equal text."""
    return json.dumps(shape, separators=(",", ":"), sort_keys=True)


def children(shape: Json) -> list[Json]:
    """The shapes directly inside a shape."""
    inner = list(shape.get("properties", {}).values()) + list(shape.get("anyOf", []))
    return inner + [shape[key] for key in ("items", "additionalProperties") if key in shape]


def count_shapes(shape: Json, seen: Counter[str]) -> None:
    """Counts every sub-shape by its text."""
    seen[text_of(shape)] += 1
    for inner in children(shape):
        count_shapes(inner, seen)


class Sharing:
    """Replaces sub-shapes that occur more than once by references into one list."""

    def __init__(self, seen: Counter[str]) -> None:
        self.seen = seen
        self.shared: list[Json] = []
        self.numbers: dict[str, int] = {}

    def reduce(self, shape: Json) -> Json:
        """The shape itself, or `{"ref": number}` where an equal one is shared."""
        text = text_of(shape)
        if len(text) < SHARED_FROM or self.seen[text] < 2:
            return self.rebuild(shape)
        if text not in self.numbers:
            reduced = self.rebuild(shape)
            self.numbers[text] = len(self.shared)
            self.shared.append(reduced)
        return {"ref": self.numbers[text]}

    def rebuild(self, shape: Json) -> Json:
        """A copy whose inner shapes are reduced."""
        out = dict(shape)
        if "properties" in out:
            out["properties"] = {name: self.reduce(part) for name, part in out["properties"].items()}
        if "anyOf" in out:
            out["anyOf"] = [self.reduce(part) for part in out["anyOf"]]
        for key in ("items", "additionalProperties"):
            if key in out:
                out[key] = self.reduce(out[key])
        return out


def extract(spec: Json) -> Json:
    """`{"version", "operations": {"POST /v1/...": shape}, "shared": [shape]}` for all served operations."""
    components = spec["components"]["schemas"]
    shapes = {
        route.operation: operation_shape(route.method, spec["paths"][route.template][route.method.lower()], components)
        for route in ROUTES
    }
    seen: Counter[str] = Counter()
    for shape in shapes.values():
        count_shapes(shape, seen)
    sharing = Sharing(seen)
    operations = {name: sharing.reduce(shape) for name, shape in shapes.items()}
    return {"version": spec["info"]["version"], "operations": operations, "shared": sharing.shared}


def main(arguments: list[str]) -> int:
    """Writes the file beside this module, one operation or shared shape a line."""
    found = extract(json.loads(Path(arguments[0]).read_text(encoding="utf-8")))
    operations = ",\n".join(f"{json.dumps(k)}:{text_of(v)}" for k, v in found["operations"].items())
    shared = ",\n".join(text_of(shape) for shape in found["shared"])
    text = f'{{"version":"{found["version"]}",\n"operations":{{\n{operations}\n}},\n"shared":[\n{shared}\n]}}\n'
    Path(__file__).with_name("request_shapes.json").write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
