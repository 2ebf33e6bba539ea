"""Money and messages that nobody asked for (rules M3 and M14)."""

from random import Random
from typing import Any, Final

from local.stripe_simulator.errors import StripeError
from local.stripe_simulator.resources import checkout_sessions
from shared.ids import derived_id
from tests.simulation.actions.action import Action
from tests.simulation.actions.calls import recent
from tests.simulation.step import Step
from tests.simulation.world import World
from tests.support.simulation.install import DEPLOYMENT_ID

Json = dict[str, Any]


def stray_money(world: World, step: Step, chance: Random) -> None:
    """A checkout under our mark that we never made, for a payment that is or is not; or one of another deployment.

    On the platform's account, where only we can write, or on a merchant's own, where its owner writes what he likes.
    """
    if not world.known.merchants:
        return
    payments = [item for key, item in world.memory.items.items() if key.sk == "payment"]
    unknown = {"id": derived_id("pay", "stray", str(world.known.number())), "amount": 0}
    payment = recent(chance, payments) if payments and chance.random() < 0.6 else unknown
    amount = payment["amount"] if payment["amount"] and chance.random() < 0.6 else chance.choice((500, 1250, 3000))
    ours = chance.random() < 0.8
    metadata = {
        "orderpay_deployment": DEPLOYMENT_ID if ours else "orderpay-elsewhere",
        "orderpay_payment": payment["id"],
        "orderpay_merchant": chance.choice(world.known.merchants),
    }
    price = {"currency": "eur", "unit_amount": amount, "product_data": {"name": "Stray"}}
    params: Json = {
        "mode": "payment",
        "line_items": [{"quantity": 1, "price_data": price}],
        "metadata": metadata,
        "payment_intent_data": {"metadata": metadata},
        "success_url": "https://elsewhere.example",
        "cancel_url": "https://elsewhere.example",
        "expires_at": int(world.clock.seconds()) + 7200,
    }
    owned = sorted(world.provider.world.connected)
    account = recent(chance, owned) if owned and chance.random() < 0.6 else ""
    try:
        session = world.provider.serve(checkout_sessions.create, params, account=account)
    except StripeError:
        return  # It cannot charge now.
    world.books.strays.add(session["id"])
    world.provider.post(session["url"], {"card_number": "4242424242424242"})
    world.struck["stray_on_account" if account else "stray_money"] += 1


def poison_message(world: World, step: Step, chance: Random) -> None:
    """Something that no function can read lands in a queue, before what others wait for."""
    queue = chance.choice(list(world.queues.values()))
    groups = [message.group for message in queue.messages] or ["nobody.EUR"]
    body = chance.choice(_UNREADABLE)
    queue.send(body, chance.choice(groups) if queue.fifo else None)
    world.struck["message_poisoned"] += 1
    world.poison.add(body)


_UNREADABLE: Final = (
    "",
    "no JSON",
    "[]",
    "null",
    "7",
    '{"orders": [[1]]}',
    '{"drain": {"merchant_id": 5}}',
    '{"id": "evt_1"}',
)

ACTIONS: Final = {"stray_money": Action(stray_money, 1), "poison_message": Action(poison_message, 1)}
