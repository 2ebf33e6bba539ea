"""HTTP events as API Gateway makes them."""

from collections.abc import Sequence
from random import Random
from typing import TYPE_CHECKING, Any, Final, TypeVar

if TYPE_CHECKING:
    from tests.simulation.world import World

Json = dict[str, Any]
_Thing = TypeVar("_Thing")
GOOD_CARD: Final = {"card_number": "4242424242424242"}


def recent(chance: Random, things: Sequence[_Thing]) -> _Thing:
    """One of them, mostly of the last: people come back to what they have just done."""
    return things[-1] if chance.random() < 0.55 else chance.choice(things)


def recent_merchant(world: "World", chance: Random) -> str | None:
    """Mostly the one that came last."""
    return recent(chance, world.known.merchants) if world.known.merchants else None


def http_event(
    route: str,
    key: str | None = None,
    *,
    body: str = "",
    path: Json | None = None,
    query: Json | None = None,
    headers: Json | None = None,
) -> Json:
    """One call; without a ``key`` it is a public one."""
    return {
        "routeKey": route,
        "headers": (headers or {}) | ({"authorization": key} if key else {}),
        "requestContext": {"requestId": "request"},
        "pathParameters": path,
        "queryStringParameters": query,
        "body": body,
    }
