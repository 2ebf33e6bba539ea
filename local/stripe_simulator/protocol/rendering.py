"""Turns what an operation gave into the answer's body: expansion, and lists that show only when asked for."""

from typing import Any

from local.stripe_simulator.protocol.expansion import expanded
from local.stripe_simulator.resources import charges, session_objects
from local.stripe_simulator.world import Call

Json = dict[str, Any]


def render(call: Call, found: Json) -> Json:
    """The body of the answer with `expand[]` honoured. Raises StripeError (400) for what cannot be expanded."""
    paths: list[str] = call.params.get("expand") or []
    if not paths:
        return found
    if found.get("object") == "list":
        inner = {path.split(".")[1] for path in paths if path.startswith("data.")}
        found = {**found, "data": [with_lists(call, item, inner) for item in found["data"]]}
    else:
        found = with_lists(call, found, {path.split(".")[0] for path in paths})
    return expanded(found, paths, call.account.lookup)


def with_lists(call: Call, item: Json, wanted: set[str]) -> Json:
    """Adds the lists that an object carries only when expanded."""
    if item.get("object") == "checkout.session" and "line_items" in wanted:
        url = f"/v1/checkout/sessions/{item['id']}/line_items"
        return {**item, "line_items": session_objects.line_items_page(call, item, {}, url)}
    if item.get("object") == "charge" and "refunds" in wanted:
        return {**item, "refunds": charges.refunds_of(call, item)}
    return item
