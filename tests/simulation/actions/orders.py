"""Orders come in: new, again, and with other content."""

import json
from random import Random
from typing import Final

from functions.cancel_order.handler import lambda_handler as cancel_order
from functions.change_order.handler import lambda_handler as change_order
from functions.order_intake.handler import lambda_handler as order_intake
from tests.simulation.actions.action import Action
from tests.simulation.actions.calls import Json, http_event, recent
from tests.simulation.step import Step
from tests.simulation.world import Answer, Known, World

_AMOUNTS: Final = (50, 500, 1250, 2000, 4590, 9000)


def place_order(world: World, step: Step, chance: Random) -> None:
    """A new order, mostly of the automatic kind."""
    if not world.known.merchants:
        return
    body = {
        "source": "shop",
        "external_id": f"o-{world.known.number()}",
        "amount": chance.choice(_AMOUNTS),
        "currency": chance.choice(("EUR",) * 14 + ("JPY", "KWD")),
        "collect": chance.choice(("auto", "auto", "auto", "link", "none")),
    }
    _send(world, recent(chance, world.known.merchants), body)


def place_auto(world: World, step: Step, chance: Random) -> None:
    """A small order for the automatic debit."""
    if world.known.merchants:
        number, amount = world.known.number(), chance.choice((50, 500, 1250))
        body = {"source": "shop", "external_id": f"o-{number}", "amount": amount, "currency": "EUR"}
        _send(world, recent(chance, world.known.merchants), body)


def place_many(world: World, step: Step, chance: Random) -> None:
    """A burst of automatic orders of one wallet."""
    if not world.known.merchants:
        return
    merchant_id = recent(chance, world.known.merchants)
    for _ in range(chance.randint(2, 4)):
        number, amount = world.known.number(), chance.choice(_AMOUNTS)
        _send(
            world,
            merchant_id,
            {"source": "shop", "external_id": f"o-{number}", "amount": amount, "currency": "EUR", "collect": "auto"},
        )


def place_two_stage(world: World, step: Step, chance: Random) -> None:
    """An order whose buyer's money is reserved first."""
    if world.known.merchants:
        number, amount = world.known.number(), chance.choice((1250, 4590, 9000))
        body = {"source": "shop", "external_id": f"o-{number}", "amount": amount, "currency": "EUR"}
        wishes = {"collect": "link", "auto_capture": False}
        _send(world, recent(chance, world.known.merchants), body | wishes)


def send_again(world: World, step: Step, chance: Random) -> None:
    """An integration repeats an order, sometimes with other content."""
    if not world.known.orders:
        return
    known = recent(chance, world.known.orders)
    if "external_id" not in known.body:
        return  # It is a shop's.
    other = chance.random() < 0.3
    body = known.body | ({"amount": known.body["amount"] + 1} if other else {})

    def check(answer: Answer) -> None:
        # 422: an amount that the provider cannot charge, which a link would need.
        expected = (409, 422) if other else (200,)
        if answer.status not in (*expected, 503):
            world.failures.append(f"M6: an order sent again was answered {answer.status}, not {expected}")

    event = http_event("POST /v1/orders", world.api.key_of(known.merchant_id), body=json.dumps(body))
    world.request(order_intake, event, check)


def _send(world: World, merchant_id: str, content: Json) -> None:
    body = content | {"customer": {"email": f"buyer-of-{content['external_id']}@example.com"}}

    def placed(answer: Answer) -> None:
        if answer.status in (200, 201) and all(known.id != answer.json["id"] for known in world.known.orders):
            world.known.orders.append(Known(merchant_id, answer.json["id"], body))
            world.books.promised.add(answer.json["id"])
            if answer.json["payment_link"]:
                token = answer.json["payment_link"].rsplit("/", 1)[1]
                link_id = f"lnk_{token[:26]}"
                world.known.links.append(Known(merchant_id, link_id, {"token": token, "order": answer.json["id"]}))

    event = http_event("POST /v1/orders", world.api.key_of(merchant_id), body=json.dumps(body))
    world.repeatable(order_intake, event, placed)


def cancel(world: World, step: Step, chance: Random) -> None:
    """Upstream does not want the order any more, whatever became of it."""
    if not world.known.orders:
        return
    order = recent(chance, world.known.orders)
    world.books.connected.touched.add(order.id)

    def cancelled(answer: Answer) -> None:
        if answer.status == 200:
            world.books.promised_cancelled.add(order.id)

    event = http_event(
        "POST /v1/orders/{order_id}/cancel", world.api.key_of(order.merchant_id), path={"order_id": order.id}
    )
    world.repeatable(cancel_order, event, cancelled)


def change(world: World, step: Step, chance: Random) -> None:
    """Another amount, or other words, for an order in whatever state."""
    if not world.known.orders:
        return
    order = recent(chance, world.known.orders)
    world.books.connected.touched.add(order.id)
    wish: Json = {"metadata": {"note": str(world.known.number())}} if chance.random() < 0.25 else {}
    if not wish or chance.random() < 0.3:
        wish["amount"] = chance.choice(_AMOUNTS) + chance.randint(0, 3)

    def changed(answer: Answer) -> None:
        if answer.status == 200 and wish.get("amount", answer.json["amount"]) != answer.json["amount"]:
            world.failures.append(f"M6: {order.id} was told changed to {wish}, is {answer.json['amount']}")

    event = http_event(
        "PATCH /v1/orders/{order_id}",
        world.api.key_of(order.merchant_id),
        path={"order_id": order.id},
        body=json.dumps(wish),
    )
    world.repeatable(change_order, event, changed)


ACTIONS: Final = {
    "place_order": Action(place_order, 6, always=True),
    "place_auto": Action(place_auto, 3),
    "place_many": Action(place_many, 2),
    "place_two_stage": Action(place_two_stage, 2),
    "send_again": Action(send_again, 2),
    "cancel": Action(cancel, 3),
    "change": Action(change, 2),
}
