"""HTTP events as API Gateway makes them."""

from collections.abc import Sequence
from random import Random
from typing import Any, Final, TypeVar

Json = dict[str, Any]
_Thing = TypeVar("_Thing")
GOOD_CARD: Final = {"card_number": "4242424242424242"}


def recent(chance: Random, things: Sequence[_Thing]) -> _Thing:
    """One of them, mostly of the last: people come back to what they have just done."""
    return things[-1] if chance.random() < 0.55 else chance.choice(things)


def as_merchant(merchant_id: str) -> Json:
    """The authorizer's word."""
    return {"role": "merchant", "merchant_id": merchant_id}


def http_event(
    route: str,
    caller: Json | None = None,
    *,
    body: str = "",
    path: Json | None = None,
    query: Json | None = None,
    headers: Json | None = None,
) -> Json:
    """One call."""
    context: Json = {"requestId": "request"}
    if caller is not None:
        context["authorizer"] = {"lambda": caller}
    return {
        "routeKey": route,
        "headers": headers or {},
        "requestContext": context,
        "pathParameters": path,
        "queryStringParameters": query,
        "body": body,
    }
