"""A JSON Schema for each event: of what the bus carries in ``detail``."""

from typing import Any

from contracts.model_schemas import DIALECT, EventSchema, opened
from shared.events.catalog.event_model import EventModel
from shared.events.catalog.table import CATALOG, example_of


def event_schemas() -> dict[str, dict[str, Any]]:
    """By type and version, ``order.released.v1``."""
    return {name: _schema(name, model) for name, model in CATALOG.items()}


def _schema(name: str, model: type[EventModel]) -> dict[str, Any]:
    head = {"$schema": DIALECT, "$id": f"urn:orderpay:event:{name}"}
    content = opened(model.model_json_schema(schema_generator=EventSchema))
    return {**head, **content, "examples": [example_of(model)]}
