"""Money goes back: the operator refunds, people refund in the provider's dashboard, banks take and give."""

import json
from random import Random
from typing import Any, Final

from functions.adjust_wallets.handler import lambda_handler as adjust_wallets
from functions.manage_merchants.handler import lambda_handler as manage_merchants
from functions.refund_payments.handler import lambda_handler as refund_payments
from local.stripe_simulator.errors import StripeError
from local.stripe_simulator.resources import disputes, refunds
from local.stripe_simulator.world import Call
from tests.simulation.actions.action import Action
from tests.simulation.actions.calls import http_event, recent, recent_merchant
from tests.simulation.step import Step
from tests.simulation.world import Answer, World
from tests.support.simulation.install import OPERATOR_KEY

Json = dict[str, Any]


def refund(world: World, step: Step, chance: Random) -> None:
    """The operator sends a payment back, whole or in part, or one of its orders."""
    payments = [item for _, item in world.books.of_kind("payment") if item["state"] in ("succeeded", "surplus")]
    if not payments:
        return
    payment = recent(chance, payments)
    orders = [order_id for order_id, _, _ in json.loads(payment.get("orders", "[]"))]
    body: Json = {"amount": chance.choice((1, 50, 400, payment["amount"] // 2 or 1))} if chance.random() < 0.6 else {}
    if orders and chance.random() < 0.5:
        body["order"] = chance.choice(orders)

    def told(answer: Answer) -> None:
        if answer.status in (201, 202) and answer.json["id"] != world.books.a_return(answer.json["id"]).get("id"):
            world.failures.append(f"M6: refund {answer.json['id']} was answered and is not there")

    event = http_event(
        "POST /v1/payments/{payment_id}/refunds",
        OPERATOR_KEY,
        path={"payment_id": payment["id"]},
        body=json.dumps(body),
        headers={"idempotency-key": f"refund-{world.known.number()}"},
    )
    world.repeatable(refund_payments, event, told)


def refund_there(world: World, step: Step, chance: Random) -> None:
    """Somebody refunds in the provider's dashboard."""
    intents = [intent for intent in world.provider.intents() if intent["status"] == "succeeded"]
    if intents:
        intent = recent(chance, intents)
        part = {"amount": chance.choice((1, 50, intent["amount_received"] // 2 or 1))} if chance.random() < 0.6 else {}
        _there(
            world,
            "refund_there",
            lambda: world.provider.serve(
                refunds.create, {"payment_intent": intent["id"]} | part, account=world.provider.place(intent["id"])
            ),
        )


def fail_refund(world: World, step: Step, chance: Random) -> None:
    """The bank sends a refund back."""
    known = world.provider.refunds()
    if known:
        chosen = recent(chance, known)["id"]
        call = _call(world, world.provider.place(chosen), chosen)
        _there(world, "refund_failed_later", lambda: refunds.resolve(call, "failed", "lost_or_stolen_card"))


def dispute(world: World, step: Step, chance: Random) -> None:
    """A buyer's bank takes the money, or asks."""
    charges = [each for each in world.provider.charges() if each["status"] == "succeeded" and not each["disputed"]]
    if charges:
        charge, inquiry = recent(chance, charges), chance.random() < 0.2
        place = world.provider.place(charge["id"])
        _there(world, "disputed", lambda: disputes.open_dispute(_call(world, place), charge, inquiry=inquiry))


def end_dispute(world: World, step: Step, chance: Random) -> None:
    """Won or lost; an inquiry just ends."""
    known = [each for each in world.provider.disputes() if each["status"] in disputes.OPEN]
    if known:
        found = recent(chance, known)
        outcome = "warning_closed" if found["status"].startswith("warning") else chance.choice(("won", "lost"))
        place = world.provider.place(found["id"])
        _there(world, f"dispute_{outcome}", lambda: disputes.close_dispute(_call(world, place), found, outcome))


def end_inquiries(world: World) -> None:
    """Banks that have only asked ask no more: as long as one does, its payment is looked at daily."""
    for dispute in world.provider.disputes():
        if dispute["status"].startswith("warning") and dispute["status"] in disputes.OPEN:
            disputes.close_dispute(_call(world, world.provider.place(dispute["id"])), dispute, "warning_closed")


def _there(world: World, kind: str, act: Any) -> None:
    """At the provider, which may refuse."""
    try:
        act()
    except StripeError:
        return
    world.struck[kind] += 1


def _call(world: World, account: str, *ids: str) -> Call:
    return Call(world.provider.world, world.provider.world.account(account), {}, ids)


def keep_surplus(world: World, step: Step, chance: Random) -> None:
    """The operator has a merchant's surplus put into its credits, or sent back."""
    merchant_id = recent_merchant(world, chance)
    if merchant_id is not None:
        body = json.dumps({"surplus": chance.choice(("credit", "credit", "refund"))})
        path = {"merchant_id": merchant_id}
        event = http_event("PATCH /v1/merchants/{merchant_id}", OPERATOR_KEY, path=path, body=body)
        world.request(manage_merchants, event, lambda _: None)


def adjust(world: World, step: Step, chance: Random) -> None:
    """The operator puts credits in, or takes some out."""
    merchant_id = recent_merchant(world, chance)
    if merchant_id is None:
        return
    event = http_event(
        "POST /v1/merchants/{merchant_id}/wallets/{currency}/adjustments",
        OPERATOR_KEY,
        path={"merchant_id": merchant_id, "currency": "EUR"},
        body=json.dumps({"amount": chance.choice((-2000, -300, 300, 1500)), "reason": "goodwill", "actor": "Ada"}),
        headers={"idempotency-key": f"adjust-{world.known.number()}"},
    )
    world.repeatable(adjust_wallets, event, lambda _: None)


ACTIONS: Final = {
    "refund": Action(refund, 3),
    "refund_there": Action(refund_there, 2),
    "fail_refund": Action(fail_refund, 1),
    "dispute": Action(dispute, 1),
    "end_dispute": Action(end_dispute, 1),
    "keep_surplus": Action(keep_surplus, 1),
    "adjust": Action(adjust, 1),
}
