"""Merchants have orders, invoices and their balance charged with linked methods; banks refuse, or take their time."""

import json
from random import Random
from typing import Final

from functions.pay_orders.handler import lambda_handler as pay_orders
from local.stripe_simulator.resources import planned_outcomes
from tests.simulation.actions.action import Action
from tests.simulation.actions.calls import Json, http_event, recent
from tests.simulation.step import Step
from tests.simulation.world import Answer, Known, World

_OUTCOMES: Final = (
    "insufficient_funds",
    "generic_decline",
    "stolen_card",
    "authentication_required",
    "requires_action",
    "pending_paid",
    "pending_failed",
)


def charge_invoice(world: World, step: Step, chance: Random) -> None:
    """One invoice, in whatever state it is."""
    if world.known.invoices:
        invoice = recent(chance, world.known.invoices)
        _charge(world, chance, invoice.merchant_id, {"invoice": invoice.id})


def charge_balance(world: World, step: Step, chance: Random) -> None:
    """All that a merchant owes."""
    if world.known.invoices:
        _charge(world, chance, recent(chance, world.known.invoices).merchant_id, {"balance": True})


def charge_orders(world: World, step: Step, chance: Random) -> None:
    """Some orders together: by credits if these cover them, else by a linked method."""
    if not world.known.orders:
        return
    first = recent(chance, world.known.orders)
    own = [order.id for order in world.known.orders if order.merchant_id == first.merchant_id]
    _charge(world, chance, first.merchant_id, {"orders": list({first.id, *own[-chance.randint(1, 3) :]})})


def plan_refusals(world: World, step: Step, chance: Random) -> None:
    """The next attempts come to something else than money."""
    for _ in range(chance.randint(1, 3)):
        method = planned_outcomes.ANY_METHOD
        planned_outcomes.plan(world.provider.world, method, chance.choice(_OUTCOMES), None, chance.randint(1, 2))


def _charge(world: World, chance: Random, merchant_id: str, what: Json) -> None:
    linked = [row["id"] for row in world.books.methods(merchant_id)]
    method = chance.choice(linked) if linked and chance.random() < 0.15 else "auto"
    if chance.random() < 0.5:
        outcome = chance.choice(_OUTCOMES)
        planned_outcomes.plan(world.provider.world, planned_outcomes.ANY_METHOD, outcome, None, 1)

    def told(answer: Answer) -> None:
        if answer.status not in (201, 202):
            return
        payment_id = answer.json["id"]
        if all(known.id != payment_id for known in world.known.payments):
            world.known.payments.append(Known(merchant_id, payment_id, {}))
        paid = {result["outcome"] for result in answer.json["results"]} == {"paid"}
        state = world.books.payment(payment_id).get("state")
        if paid and state != "succeeded":
            world.failures.append(f"M6: {payment_id} was told paid, is {state}")

    event = http_event(
        "POST /v1/payments",
        world.api.key_of(merchant_id),
        body=json.dumps({**what, "method": method}),
        headers={"idempotency-key": f"pay-{world.known.number()}"},
    )
    world.repeatable(pay_orders, event, told)


ACTIONS: Final = {
    "charge_invoice": Action(charge_invoice, 2),
    "charge_balance": Action(charge_balance, 1),
    "charge_orders": Action(charge_orders, 2),
    "plan_refusals": Action(plan_refusals, 1),
}
