"""What we send to a merchant's endpoint, as the document's ``webhooks``: every event that is told to merchants."""

import inspect
from typing import Any, Final

from contracts.openapi.schemas import ref_to
from shared.events.catalog.event_model import Audience, EventModel
from shared.events.catalog.table import CATALOG, example_of, type_of

TAG: Final = "Events by callback"
TOLD: Final[list[type[EventModel]]] = [model for model in CATALOG.values() if model.audience is Audience.MERCHANT]

_HEADERS: Final = {
    "webhook-id": "The event's `id`: the same at every try and replay. Drop what you have dealt with.",
    "webhook-timestamp": "When this try was signed, in seconds since 1970.",
    "webhook-signature": "By the Standard Webhooks specification: `v1,` and a signature for each live secret, with "
    "spaces between.",
}
_SEQUENCE: Final = {
    "type": "integer",
    "minimum": 1,
    "description": "Counts what was told of the same thing, without gaps: 1, 2, 3 …",
}
_ANSWERS: Final = {
    "2XX": {"description": "Taken; it is not sent again."},
    "410": {"description": "The endpoint is gone: it is disabled at once."},
    "default": {
        "description": "Not taken: it is sent again for three days, and nothing newer of the same thing before."
    },
}


def webhooks() -> dict[str, Any]:
    """By type of event."""
    return {type_of(model): {"post": _told(model)} for model in TOLD}


def _told(model: type[EventModel]) -> dict[str, Any]:
    words, _, more = inspect.cleandoc(model.__doc__ or "").partition("\n")
    schema = {"allOf": [ref_to(model), {"required": ["sequence"], "properties": {"sequence": _SEQUENCE}}]}
    return {
        "operationId": f"told.{type_of(model)}",
        "tags": [TAG],
        "summary": type_of(model),
        "description": f"{words}\n{more}".strip(),
        "parameters": [
            {"name": name, "in": "header", "required": True, "description": what, "schema": {"type": "string"}}
            for name, what in _HEADERS.items()
        ],
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {
                    "schema": schema,
                    "examples": {"example": {"value": example_of(model) | {"sequence": 1}}},
                }
            },
        },
        "responses": _ANSWERS,
    }
