"""What becomes of money that is reserved: captured by its shop or elsewhere, cancelled there, lapsed at its bank."""

import json
from random import Random
from typing import Any, Final

from functions.capture_payment.handler import lambda_handler as capture_payment
from functions.start_checkout.handler import lambda_handler as start_checkout
from local.stripe_simulator.resources import payment_attempts, payment_intents
from local.stripe_simulator.world import Call
from tests.simulation.actions.action import Action
from tests.simulation.actions.calls import GOOD_CARD, http_event, recent
from tests.simulation.step import Step
from tests.simulation.world import Answer, Known, World

Json = dict[str, Any]


def capture(world: World, step: Step, chance: Random) -> None:
    """Of an order in whatever state: all of it, or less."""
    order = _two_stage(world, chance)
    if order is None:
        return
    amount = chance.choice((None, None, order.body["amount"] // 2, order.body["amount"] - 1))

    def captured(answer: Answer) -> None:
        if answer.status != 200:
            return
        told = sum(each["captured_amount"] for each in answer.json["payments"])
        if told not in (amount, order.body["amount"]):
            world.failures.append(f"M12: {order.id} was told captured with {told}, asked for {amount}")

    body: Json = {} if amount is None else {"amount": amount}
    event = http_event(
        "POST /v1/orders/{order_id}/capture",
        world.api.key_of(order.merchant_id),
        path={"order_id": order.id},
        body=json.dumps(body),
    )
    world.repeatable(capture_payment, event, captured)


def reserve(world: World, step: Step, chance: Random) -> None:
    """The buyer of such an order pays on the page that came with it."""
    order = _two_stage(world, chance)
    link = next((each for each in world.known.links if order and each.body["order"] == order.id), None)
    if link is None:
        return

    def led(answer: Answer) -> None:
        if answer.status == 303:
            url = answer.headers["location"]
            world.hand_out(url)
            world.provider.post(url, GOOD_CARD)

    event = http_event("POST /pay/{token}/checkout", path={"token": link.body["token"]})
    world.request(start_checkout, event, led)


def _two_stage(world: World, chance: Random) -> Known | None:
    known = [order for order in world.known.orders if order.body.get("auto_capture") is False]
    return recent(chance, known) if known else None


def lapse(world: World, step: Step, chance: Random) -> None:
    """A bank lets go of what it has reserved."""

    def run(call: Call) -> None:
        world.books.lapsed_early.add(call.ids[0])
        payment_attempts.authorization_expires(call)

    _at_provider(world, chance, run, "authorization_lapsed")


def capture_elsewhere(world: World, step: Step, chance: Random) -> None:
    """Somebody captures it in the provider's dashboard."""

    def run(call: Call) -> None:
        world.books.captured_elsewhere.add(call.ids[0])
        payment_intents.capture(call)

    _at_provider(world, chance, run, "captured_elsewhere")


def _at_provider(world: World, chance: Random, run: Any, what: str) -> None:
    reserved = [each for each in world.provider.intents() if each["status"] == "requires_capture"]
    if not reserved:
        return
    intent = chance.choice(reserved)
    inside = world.provider.world
    most = intent["amount_capturable"]
    params = {"amount_to_capture": chance.choice((most, most // 2))} if what == "captured_elsewhere" else {}
    run(Call(inside, inside.account(world.provider.place(intent["id"])), params, (intent["id"],)))
    world.struck[what] += 1


ACTIONS: Final = {
    "reserve": Action(reserve, 2),
    "capture": Action(capture, 3),
    "lapse": Action(lapse, 1),
    "capture_elsewhere": Action(capture_elsewhere, 1),
}
