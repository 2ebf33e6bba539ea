"""The components of the document: the models of requests and answers, under one name each."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, models_json_schema

from contracts.model_schemas import EventSchema, ReplySchema, RequestSchema, opened
from contracts.openapi.request_words import with_words

REF: Final = "#/components/schemas/{model}"

_NAMES: Final = {
    "shared__links__request__LinkRequest": "PaymentLinkRequest",
    "shared__payment_methods__request__LinkRequest": "LinkMethodRequest",
    "shared__callbacks__endpoint__Health": "EndpointHealth",
    "shared__payments__model__Outcome": "Outcome",
    "shared__shops__delivery__Outcome": "DeliveryOutcome",
    "shared__payment_methods__model__Health": "MethodHealth",
}
"""Two modules have a word for it."""

PROBLEM: Final[dict[str, Any]] = {
    "description": "An error of ours (RFC 9457). Facts that go with the code may stand beside these.",
    "type": "object",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"const": "about:blank"},
        "title": {"type": "string", "description": "The family of the error."},
        "status": {"type": "integer", "description": "The HTTP status."},
        "detail": {"type": "string", "description": "What is wrong, in words."},
        "code": {"type": "string", "description": "Stable: decide by it, not by words."},
        "errors": {
            "type": "array",
            "description": "The fields that break a rule.",
            "items": {"$ref": "#/components/schemas/FieldError"},
        },
    },
}
FIELD_ERROR: Final[dict[str, Any]] = {
    "description": "One rejected field or query parameter.",
    "type": "object",
    "required": ["field", "code", "message"],
    "properties": {
        "field": {"type": "string", "description": "Dotted path, or `body` for what concerns no single field."},
        "code": {"type": "string", "description": "Stable."},
        "message": {"type": "string", "description": "In words."},
    },
}
GATEWAY: Final[dict[str, Any]] = {
    "description": "An error that API Gateway answers before us.",
    "type": "object",
    "required": ["message"],
    "properties": {"message": {"type": ["string", "null"], "description": "In words."}},
}


def components(
    requests: Mapping[type[BaseModel], bool],
    replies: Sequence[type[BaseModel]],
    events: Sequence[type[BaseModel]],
    *,
    closed: bool,
) -> dict[str, Any]:
    """Schemas by name; ``requests`` says of each whether it is a change, which has no defaults.

    Requests are closed: what we do not know is refused. Answers are open for readers, so that a field can be added;
    ``closed`` closes them as well, for tests.
    """
    _must_have_names([*requests, *replies, *events])
    asked, told = _schemas(requests, RequestSchema), _schemas(replies, ReplySchema)
    for model in (each for each, changes in requests.items() if changes):
        for field in asked[model.__name__]["properties"].values():
            field.pop("default", None)
    answered = told if closed else opened(told)
    own = {"Problem": PROBLEM, "FieldError": FIELD_ERROR, "GatewayError": GATEWAY}
    worded = {name: with_words(name, schema) for name, schema in asked.items()}
    return dict(sorted((opened(_schemas(events, EventSchema)) | answered | worded | own).items()))


def _schemas(models: Iterable[type[BaseModel]], generator: type[GenerateJsonSchema]) -> dict[str, dict[str, Any]]:
    """By the name that each has in the document."""
    wanted = [(model, "validation") for model in _sorted(set(models))]
    _, made = models_json_schema(wanted, ref_template=REF, schema_generator=generator)  # type: ignore[arg-type]
    return {_NAMES.get(name, name): _renamed(schema) for name, schema in made["$defs"].items()}


def _must_have_names(models: Iterable[type[BaseModel]]) -> None:
    """Raises ``ValueError`` for two of one name, also where one is of a request and the other of an answer."""
    if long := [name for name in _schemas(models, ReplySchema) if "__" in name]:
        raise ValueError(f"two models of one name, give them others in contracts/openapi/schemas.py: {long}")


def _sorted(models: Iterable[type[BaseModel]]) -> list[type[BaseModel]]:
    return sorted(models, key=lambda model: (model.__module__, model.__qualname__))


def ref_to(model: type[BaseModel]) -> dict[str, str]:
    """Where its schema is."""
    long = f"{model.__module__}.{model.__qualname__}".replace(".", "__")
    return {"$ref": REF.format(model=_NAMES.get(long, model.__name__))}


def _renamed(schema: Any) -> Any:
    if isinstance(schema, dict):
        return {name: _renamed(value) for name, value in schema.items()}
    if isinstance(schema, list):
        return [_renamed(each) for each in schema]
    if isinstance(schema, str) and "``" in schema:
        return schema.replace("``", "`")  # Docstrings mark code so.
    found = re.fullmatch(r"#/components/schemas/(\w+)", schema) if isinstance(schema, str) else None
    return REF.format(model=_NAMES[found[1]]) if found and found[1] in _NAMES else schema
