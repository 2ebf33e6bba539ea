"""What an account's buyers are offered (https://docs.stripe.com/api/payment_method_configurations)."""

from typing import Any

from local.stripe_simulator.errors import ControlError
from local.stripe_simulator.protocol.paging import list_body, page_limit
from local.stripe_simulator.world import Call, World

Json = dict[str, Any]
KINDS = ("card", "paypal")
STATES = ("on", "off", "unavailable")


def list_configurations(call: Call) -> Json:
    """GET /v1/payment_method_configurations: the default one, on a connected account the child of the platform's."""
    page_limit(call.params)
    data = [configuration(call)]
    if "application" in call.params:
        data = [each for each in data if each["application"] == (call.params["application"] or None)]
    return list_body(data, "/v1/payment_method_configurations", has_more=False)


def configuration(call: Call) -> Json:
    """As switched by `/_sim/offers`; PayPal is never to be had on a connected account."""
    child = call.account is not call.world.platform
    states = {kind: call.world.offers.get((call.account.key, kind), "on") for kind in KINDS}
    if child:
        states["paypal"] = "unavailable"
    return {
        "id": f"pmc_1Simulator{'Child' if child else 'Default'}",
        "object": "payment_method_configuration",
        "active": True,
        "application": "ca_SimulatorPlatform" if child else None,
        "is_default": True,
        "livemode": False,
        "name": "Default",
        "parent": "pmc_1SimulatorParent" if child else None,
        **{kind: offer(state, overridable=True if child else None) for kind, state in states.items()},
    }


def offer(state: str, *, overridable: bool | None) -> Json:
    """One way to pay."""
    wish = "off" if state == "off" else "on"
    shown = "on" if state == "on" else "off"
    preference = {"overridable": overridable, "preference": wish, "value": shown}
    return {"available": state != "unavailable", "display_preference": preference}


def switch(world: World, account: str, states: Json) -> Json:
    """Makes ways to pay `on`, `off` or `unavailable` on an account. Raises ControlError for anything else."""
    for kind, state in states.items():
        if kind not in KINDS or state not in STATES:
            raise ControlError(f"of {', '.join(KINDS)}, each one of {', '.join(STATES)}")
        world.offers[account, kind] = state
    return states
