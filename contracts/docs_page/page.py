"""The page, made of the document."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from contracts.docs_page.fields import Row, kind_of, rows_of
from contracts.docs_page.marks import blocks, inline

_TEMPLATES: Final = Path(__file__).parent / "templates"
_WHO: Final = {"merchantKey": "merchant's key", "operatorKey": "operator's key"}

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Shown:
    """A media type with its schema and examples."""

    media_type: str
    kind: Any = None
    rows: list[Row] = field(default_factory=list)
    examples: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Response:
    """An answer."""

    status: str
    text: str
    content: list[Shown]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """An operation."""

    id: str
    method: str
    path: str
    summary: str
    text: str
    who: str
    parameters: list[Json]
    body: list[Shown]
    optional: bool
    replies: list[Response]
    errors: list[Response]


def docs_page(document: Json) -> str:
    """The whole page."""
    events = [_event(document, name, each["post"]) for name, each in document["webhooks"].items()]
    calls = [(operation["tags"][0], _call(document, *each)) for *each, operation in _operations(document)]
    groups = [(tag, [call for named, call in calls if named == tag["name"]]) for tag in document["tags"]]
    *groups, (told, _) = groups
    schemas = [
        (name, schema.get("description", ""), rows_of(schema), kind_of(schema))
        for name, schema in document["components"]["schemas"].items()
    ]
    return (
        _environment()
        .get_template("docs.html")
        .render(info=document["info"], groups=groups, schemas=schemas, told=told, events=events)
    )


def _operations(document: Json) -> Iterator[tuple[str, str, Json]]:
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            yield path, method, operation


def _call(document: Json, path: str, method: str) -> Call:
    operation = document["paths"][path][method]
    responses = [_response(document, status, each) for status, each in operation["responses"].items()]
    body = operation.get("requestBody", {})
    return Call(
        id=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        text=operation.get("description", ""),
        who=_WHO[next(iter(operation["security"][0]))] if operation["security"] else "no key",
        parameters=[_resolved(document, each) for each in operation.get("parameters", ())],
        body=[_shown(document, name, each, inside=True) for name, each in body.get("content", {}).items()],
        optional=not body.get("required", True),
        replies=[each for each in responses if each.status < "400"],
        errors=[each for each in responses if each.status >= "400"],
    )


def _event(document: Json, name: str, told: Json) -> tuple[str, Json, Shown]:
    """What is told, its operation, and its body; the link leads to the schema of the event."""
    content = told["requestBody"]["content"]["application/json"]
    whole = _shown(document, "application/json", content)
    return name, told, replace(whole, kind=kind_of(content["schema"]["allOf"][0]))


def _response(document: Json, status: str, response: Json) -> Response:
    whole = _resolved(document, response)
    shown = [_shown(document, name, each) for name, each in whole.get("content", {}).items()]
    return Response(status, whole["description"], shown)


def _shown(document: Json, media_type: str, content: Json, *, inside: bool = False) -> Shown:
    """``inside``: with the rows of the schema itself."""
    schema = content.get("schema")
    if schema is None:
        return Shown(media_type)
    rows = rows_of(_resolved(document, schema)) if inside else []
    examples = {name: _resolved(document, each)["value"] for name, each in content.get("examples", {}).items()}
    written = [(name, json.dumps(value, indent=2, ensure_ascii=False)) for name, value in examples.items()]
    return Shown(media_type, kind_of(schema), rows, written)


def _resolved(document: Json, part: Json) -> Json:
    if "$ref" not in part:
        return part
    found: Any = document
    for name in str(part["$ref"]).removeprefix("#/").split("/"):
        found = found[name]
    return _resolved(document, found)


def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"blocks": blocks, "inline": inline, "kind": kind_of}
    made.globals["style"] = (_TEMPLATES / "docs.css").read_text(encoding="utf-8").strip()
    return made
