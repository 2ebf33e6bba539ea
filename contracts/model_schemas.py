"""Models as JSON Schema 2020-12: pydantic's, without what only pydantic needs."""

from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

DIALECT = "https://json-schema.org/draft/2020-12/schema"


_OURS = ("title", "description")


class PlainSchema(GenerateJsonSchema):
    """No titles made of names."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        """The name of the property says it."""
        return False

    def enum_schema(self, schema: core_schema.EnumSchema) -> JsonSchemaValue:
        """Its words; what the product says of them among itself is not for readers."""
        return {name: value for name, value in super().enum_schema(schema).items() if name not in _OURS}


class EventSchema(PlainSchema):
    """What may be absent is never null; more fields may come in the same version."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        """Only the value; ``None`` in a model stands for an absent field."""
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """Nobody fills a default in."""
        return self.generate_inner(schema["schema"])


def opened(schema: Any) -> Any:
    """The same, for readers: fields that are not described yet are no mistake."""
    if isinstance(schema, dict):
        closed = ("additionalProperties", False)
        return {name: opened(value) for name, value in schema.items() if (name, value) != closed}
    return [opened(each) for each in schema] if isinstance(schema, list) else schema


class RequestSchema(PlainSchema):
    """What a validator function asks for, which no schema could know, in the words of one."""

    def function_after_schema(self, schema: core_schema.AfterValidatorFunctionSchema) -> JsonSchemaValue:
        """With what the function checks."""
        told = super().function_after_schema(schema)
        function = schema["function"]["function"]
        return told | CHECKED.get(f"{function.__module__}.{getattr(function, '__name__', '')}", {})

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """A null that nobody need send says nothing."""
        return (
            super().default_schema(schema)
            if schema.get("default") is not None
            else self.generate_inner(schema["schema"])
        )


class ReplySchema(RequestSchema):
    """What has a default may be absent, and has no default there."""

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """Nobody fills a default in."""
        return self.generate_inner(schema["schema"])


CHECKED = {
    "shared.fields.known_currency": {"pattern": "^[A-Z]{3}$", "description": "ISO 4217, in capitals."},
    "shared.fields._https": {"format": "uri", "pattern": "^https://[A-Za-z0-9]"},
    "shared.invoices.request._day": {"format": "date"},
    "shared.notifications.request._writable": {"format": "email"},
    "shared.fields._moment": {"format": "date-time"},
}
"""What is checked in code, as far as a schema can say it."""
