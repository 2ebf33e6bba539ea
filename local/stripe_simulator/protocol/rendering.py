"""Turns what an operation gave into the answer's body: `expand[]`, and lists that show only when asked for."""

from typing import Any

from local.stripe_simulator.protocol.expansion import Expander
from local.stripe_simulator.resources import charges, session_objects
from local.stripe_simulator.world import Call

Json = dict[str, Any]


def render(call: Call, found: Json) -> Json:
    """The body of the answer. Raises StripeError (400) for what cannot be expanded."""
    paths: list[str] = call.params.get("expand") or []
    if not paths:
        return found

    def include(item: Json, name: str) -> Json | None:
        if (item.get("object"), name) == ("checkout.session", "line_items"):
            url = f"/v1/checkout/sessions/{item['id']}/line_items"
            return session_objects.line_items_page(call, item, {}, url)
        if (item.get("object"), name) == ("charge", "refunds"):
            return charges.refunds_of(call, item)
        return None

    return Expander(call.account.lookup, include).expand(found, paths)
