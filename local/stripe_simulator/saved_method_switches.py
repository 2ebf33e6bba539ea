"""The switches for saved methods: what their next charges come to, and what happens to them elsewhere."""

from typing import Any

from local.stripe_simulator.errors import ControlError
from local.stripe_simulator.resources import mandates, payment_methods, planned_outcomes
from local.stripe_simulator.wire import Request
from local.stripe_simulator.world import Call, World

Json = dict[str, Any]


def plan_outcome(world: World, request: Request, body: Json) -> Json:
    """The next `count` (1; null: all) attempts with `payment_method` (or any) come to `outcome`; null forgets plans."""
    method = str(body.get("payment_method") or planned_outcomes.ANY_METHOD)
    if "outcome" not in body:
        raise ControlError("outcome is missing")
    if body["outcome"] is None:
        planned_outcomes.forget(world, method)
        return {"payment_method": method or None, "outcome": None}
    count = body.get("count", 1)
    if count is not None and (not isinstance(count, int) or count < 1):
        raise ControlError("count is a number from 1 on, or null")
    return planned_outcomes.plan(world, method, str(body["outcome"]), body.get("advice"), count)


def change_card(world: World, request: Request, body: Json) -> Json:
    """The card `payment_method` is valid until `exp_month` of `exp_year`: by its bank, or (`by` owner) by its owner."""
    call, method = named(world, body)
    if method["type"] != "card":
        raise ControlError("this is no card")
    kind = "updated" if body.get("by") == "owner" else "automatically_updated"
    month, year = int(body.get("exp_month", 0)), int(body.get("exp_year", 0))
    if not (1 <= month <= 12 and year >= 2000):
        raise ControlError("exp_month is 1 to 12, exp_year has four digits")
    payment_methods.change_expiry(call, method, month, year, f"payment_method.{kind}")
    return method


def detach_method(world: World, request: Request, body: Json) -> Json:
    """Someone removes `payment_method` from its customer in the dashboard."""
    return payment_methods.detach_from_customer(*named(world, body))


def cancel_agreement(world: World, request: Request, body: Json) -> Json:
    """The owner of the PayPal account `payment_method` cancels the agreement at PayPal."""
    mandate = mandates.of_method(*named(world, body))
    if mandate is None:
        raise ControlError("there is no agreement for this method")
    return mandates.end(named(world, body)[0], mandate)


def named(world: World, body: Json) -> tuple[Call, Json]:
    """A call in the account of the body, and its payment method."""
    account = world.account(str(body.get("account", "")))
    method = account.payment_methods.get(str(body.get("payment_method", "")))
    if method is None:
        raise ControlError("no payment method of that id")
    return Call(world, account), method
