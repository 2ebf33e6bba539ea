"""The sample events under ``events/``, one per function, and ways to change them."""

import copy
import json
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parents[2] / "events"


def names() -> list[str]:
    """Every sample there is."""
    return sorted(path.stem for path in _FOLDER.glob("*.json"))


def sample(name: str) -> dict[str, Any]:
    """A fresh copy of one sample event."""
    content: dict[str, Any] = json.loads((_FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return content


def http_event(name: str, route: str | None = None, **changes: Any) -> dict[str, Any]:
    """A sample HTTP event with another ``route``, ``body`` (JSON-able or text), ``path``, ``query``, ``headers`` or
    ``authorizer``; ``None`` takes the part out.
    """
    event = copy.deepcopy(sample(name))
    if route is not None:
        event["routeKey"] = event["requestContext"]["routeKey"] = route
    if "body" in changes:
        body = changes["body"]
        event["body"] = body if isinstance(body, str) or body is None else json.dumps(body)
    if "path" in changes:
        event["pathParameters"] = changes["path"]
    if "query" in changes:
        event["queryStringParameters"] = changes["query"]
    event["headers"] = {**event["headers"], **changes.get("headers", {})}
    if "authorizer" in changes:
        event["requestContext"]["authorizer"] = {"lambda": changes["authorizer"]}
    return event
