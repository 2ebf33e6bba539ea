"""Models as JSON Schema 2020-12: pydantic's, without what only pydantic needs."""

from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

DIALECT = "https://json-schema.org/draft/2020-12/schema"


class PlainSchema(GenerateJsonSchema):
    """No titles made of names."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        """The name of the property says it."""
        return False


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
