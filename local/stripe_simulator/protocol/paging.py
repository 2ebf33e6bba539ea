"""Cursor paging (https://docs.stripe.com/api/pagination): newest first, `limit` 1 to 100, default 10."""

from collections.abc import Callable
from typing import Any

from local.stripe_simulator.errors import invalid_request, missing
from local.stripe_simulator.stores import Store

Json = dict[str, Any]
COMPARE: dict[str, Callable[[int, int], bool]] = {
    "gt": lambda value, bound: value > bound,
    "gte": lambda value, bound: value >= bound,
    "lt": lambda value, bound: value < bound,
    "lte": lambda value, bound: value <= bound,
}


def list_body(data: list[Json], url: str, has_more: bool) -> Json:
    """The list object: `{"object": "list", "data", "has_more", "url"}`."""
    return {"object": "list", "data": data, "has_more": has_more, "url": url}


def created_within(value: int, bounds: Any) -> bool:
    """Whether a time (unix seconds) satisfies the `created` filter: a number or gt, gte, lt, lte."""
    if bounds is None:
        return True
    if isinstance(bounds, int):
        return value == bounds
    return all(COMPARE[name](value, bound) for name, bound in bounds.items())


def page_limit(params: Json) -> int:
    """The page size asked for. Raises StripeError (400) out of range or with both cursors."""
    limit = int(params.get("limit", 10))
    if not 1 <= limit <= 100:
        raise invalid_request("Invalid limit: must be between 1 and 100", param="limit")
    if "starting_after" in params and "ending_before" in params:
        message = "Received both starting_after and ending_before parameters. Please pass in only one."
        raise invalid_request(message, param="ending_before", code="parameters_exclusive")
    return limit


def page_of(store: Store, params: Json, url: str, match: Callable[[Json], bool] | None = None) -> Json:
    """One page of a store. Indexed fields named in `params` narrow the walk; `match` filters the rest.

    Raises StripeError: 400 for a bad limit, 400 resource_missing for an unknown cursor.
    """
    limit = page_limit(params)
    backwards = "ending_before" in params
    cursor = params.get("ending_before") or params.get("starting_after")
    if cursor is not None and cursor not in store:
        name = "ending_before" if backwards else "starting_after"
        raise missing(store.noun, str(cursor), param=name, in_path=False)
    wanted = {name: params[name] for name in store.indexed if name in params}
    found: list[Json] = []
    for item in store.walk(wanted, after=cursor, newest_first=not backwards):
        if created_within(item["created"], params.get("created")) and (match is None or match(item)):
            found.append(item)
        if len(found) > limit:
            break
    data = found[:limit]
    return list_body(data[::-1] if backwards else data, url, has_more=len(found) > limit)
