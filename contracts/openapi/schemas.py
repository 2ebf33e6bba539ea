"""The components of the document: the models of requests and answers, under one name each."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from contracts.model_schemas import ReplySchema, RequestSchema, opened

REF: Final = "#/components/schemas/{model}"

_NAMES: Final = {
    "shared__links__request__LinkRequest": "PaymentLinkRequest",
    "shared__payment_methods__request__LinkRequest": "LinkMethodRequest",
    "shared__callbacks__endpoint__Health": "EndpointHealth",
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
    "properties": {"message": {"type": ["string", "null"]}},
}


def components(
    requests: Mapping[type[BaseModel], bool], replies: Sequence[type[BaseModel]], *, closed: bool
) -> dict[str, Any]:
    """Schemas by name; ``requests`` says of each whether it is a change, which has no defaults.

    Requests are closed: what we do not know is refused. Answers are open for readers, so that a field can be added;
    ``closed`` closes them as well, for tests.
    """
    _, asked = models_json_schema(
        [(model, "validation") for model in _sorted(requests)], ref_template=REF, schema_generator=RequestSchema
    )
    _, told = models_json_schema(
        [(model, "validation") for model in _sorted(set(replies))], ref_template=REF, schema_generator=ReplySchema
    )
    for model in (each for each, changes in requests.items() if changes):
        for field in asked["$defs"][model.__name__]["properties"].values():
            field.pop("default", None)
    answered = told["$defs"] if closed else opened(told["$defs"])
    own = {"Problem": PROBLEM, "FieldError": FIELD_ERROR, "GatewayError": GATEWAY}
    named = {_NAMES.get(name, name): _renamed(schema) for name, schema in (answered | asked["$defs"]).items()}
    if long := [name for name in named if "__" in name]:
        raise ValueError(f"two models of one name, give them others in contracts/openapi/schemas.py: {long}")
    return dict(sorted((named | own).items()))


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
    found = re.fullmatch(r"#/components/schemas/(\w+)", schema) if isinstance(schema, str) else None
    return REF.format(model=_NAMES[found[1]]) if found and found[1] in _NAMES else schema
