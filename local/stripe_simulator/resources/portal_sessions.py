"""Sessions of the customer portal (https://docs.stripe.com/api/customer_portal/sessions)."""

from typing import Any

from local.stripe_simulator.errors import invalid_request, refused
from local.stripe_simulator.resources import customers
from local.stripe_simulator.resources.events import emit
from local.stripe_simulator.world import Call

Json = dict[str, Any]
CONFIGURATION = "bpc_1SimulatorDefault"
UNSERVED = ("after_expiration", "customer_account", "flow_data", "on_behalf_of")


def create(call: Call) -> Json:
    """POST /v1/billing_portal/sessions: `customer`, `return_url`, `locale`, `configuration`."""
    params, key = call.params, call.world.ids.draw("bps")
    for name in UNSERVED:
        if name in params:
            raise refused(f"The simulator does not serve `{name}` on portal sessions.", param=name)
    if "customer" not in params:
        raise invalid_request("Missing required param: customer.", param="customer", code="parameter_missing")
    customer = customers.find(call, params["customer"], in_path=False)
    token = call.world.ids.letters(40)
    session: Json = {
        "id": key,
        "object": "billing_portal.session",
        "configuration": params.get("configuration", CONFIGURATION),
        "created": call.world.time(),
        "customer": customer["id"],
        "customer_account": None,
        "flow": None,
        "livemode": False,
        "locale": params.get("locale"),
        "on_behalf_of": None,
        "return_url": params.get("return_url"),
        "url": f"{call.world.base_url}/p/session/{token}",
    }
    call.world.portals[token] = {
        "account": call.account.key,
        "customer": customer["id"],
        "return_url": session["return_url"],
    }
    emit(call, "billing_portal.session.created", session)
    return session
