"""The sample events under ``events/``, one per function, and ways to change them."""

import copy
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

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
    ``authorizer``; ``None`` takes the part out. Another route than the sample's has no query but the one given.
    """
    event = copy.deepcopy(sample(name))
    if route is not None and route != event["routeKey"]:
        changes.setdefault("query", None)
    if route is not None:
        event["routeKey"] = event["requestContext"]["routeKey"] = route
    if "body" in changes:
        body = changes["body"]
        event["body"] = body if isinstance(body, str) or body is None else json.dumps(body)
    if "path" in changes:
        event["pathParameters"] = changes["path"]
    if "query" in changes:
        _put_query(event, changes["query"] or {})
    event["headers"] = {**event["headers"], **changes.get("headers", {})}
    if "authorizer" in changes:
        event["requestContext"]["authorizer"] = {"lambda": changes["authorizer"]}
    return event


def _put_query(event: dict[str, Any], query: Mapping[str, str | list[str]]) -> None:
    """As API Gateway does (payload 2.0): a list is a parameter that comes several times, joined by commas."""
    event["rawQueryString"] = urlencode(query, doseq=True)
    joined = {name: value if isinstance(value, str) else ",".join(value) for name, value in query.items()}
    event["queryStringParameters"] = joined or None
