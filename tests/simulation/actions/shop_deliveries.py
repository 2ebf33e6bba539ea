"""Shops deliver what they have to say, with all the liberties that their systems take; strangers try it, too."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from random import Random
from typing import Final

from functions.receive_shop_order.handler import lambda_handler as receive_shop_order
from shared.shops.systems import ShopSystem
from tests.simulation.actions.action import Action
from tests.simulation.actions.calls import Json, http_event, recent
from tests.simulation.actions.deliveries import consume_only
from tests.simulation.actions.shop_sales import a_shop
from tests.simulation.actions.time import run
from tests.simulation.invariants.shop_deliveries import answer_fits, expected_answer
from tests.simulation.step import Step
from tests.simulation.world import World
from tests.support.simulation.shop_payloads import Stand
from tests.support.simulation.shop_systems import Sending, Shop
from tests.support.simulation.tasks import Task

_ROUTES: Final[Mapping[ShopSystem, str]] = {
    system: f"POST /v1/shop-orders/{system}/{{connection_id}}" for system in ShopSystem
}
Heard = Callable[[int | None], None]
_TRIES: Final = 9
"""Shopify's: eight times more within four hours."""
_GARBLED: Final = (
    lambda body: body[:-2],
    lambda body: body.replace(b'"total', b'"sum').replace(b'"current_total', b'"sum'),
    lambda body: body.replace(b'"currency": "', b'"currency": "X'),
)


def deliver_next(world: World, step: Step, chance: Random) -> None:
    """A shop delivers the first that waits, or another."""
    shop = a_shop(world, chance)
    if shop is not None and shop.outbox:
        _deliver(world, step, chance, shop)


def deliver_all(world: World, step: Step, chance: Random) -> None:
    """All that wait in all shops."""
    for shop in list(world.books.connected.shops.values()):
        for _ in range(len(shop.outbox)):
            _deliver(world, step, chance, shop)


def deliver_backwards(world: World, step: Step, chance: Random) -> None:
    """One shop all that waits, the newest first."""
    shop = a_shop(world, chance)
    if shop is not None:
        for sending in reversed(list(shop.outbox)):
            post(world, shop, sending)


def _deliver(world: World, step: Step, chance: Random, shop: Shop) -> None:
    if not shop.outbox or shop.secret is None or shop.connection_id is None:
        return
    sending = shop.outbox[0]
    if step.has("shop_reordered") and len(shop.outbox) > 1:
        world.struck["shop_reordered"] += 1
        sending = shop.outbox[-1]
    elif chance.random() < 0.2:
        sending = chance.choice(shop.outbox)
    if step.has("shop_late"):
        world.struck["shop_late"] += 1
        shop.outbox.append(shop.outbox.pop(0))
        return
    if step.has("shop_lost"):
        world.struck["shop_lost"] += 1
        not_taken(shop, sending)
        return
    post(world, shop, sending, lost=step.has("shop_answer_lost"))
    if step.has("shop_duplicated"):
        world.struck["shop_duplicated"] += 1
        post(world, shop, chance.choice(shop.posted))


def deliver_what_waits(world: World) -> bool:
    """What shops still have to deliver; whether there was anything."""
    moved = False
    for shop in world.books.connected.shops.values():
        for sending in list(shop.outbox):
            post(world, shop, sending)
            moved = True
    return moved


def not_taken(shop: Shop, sending: Sending) -> None:
    """Shopify tries again, some times; WooCommerce does not."""
    sending.tries += 1
    if sending in shop.outbox and (not shop.redelivers or sending.tries >= _TRIES):
        shop.outbox.remove(sending)


def post(world: World, shop: Shop, sending: Sending, *, lost: bool = False) -> None:
    """To the shop's own connection, signed by what the shop has."""
    world.struck["shop_answer_lost"] += lost
    shop.posted.append(sending)

    def heard(status: int | None) -> None:
        if status == 200 and not lost:
            if sending in shop.outbox:
                shop.outbox.remove(sending)
        else:
            not_taken(shop, sending)

    if shop.secret is None or shop.connection_id is None:
        heard(None)
    else:
        _post(world, shop.system, shop.connection_id, sending, shop.secret, heard)


def _post(world: World, system: ShopSystem, connection_id: str, sending: Sending, secret: str, heard: Heard) -> None:
    if sending.says is not None:
        world.books.connected.said[sending.body] = (sending.owner, sending.says)
    path: Json = {"connection_id": connection_id}
    event = http_event(_ROUTES[system], body=sending.body.decode(), headers=sending.headers(secret), path=path)
    before = len(world.memory.changes)
    wanted = expected_answer(world.books, system, connection_id, sending, secret)

    at_once = [True]

    def ended(task: Task) -> None:
        world.note_error("receive_shop_order", task)
        status = task.result["statusCode"] if not task.crashed and task.error is None else None
        if status is not None:
            answer_fits(world, connection_id, sending, status, wanted if at_once else None, before)
        heard(status)

    world.start("receive_shop_order", lambda: receive_shop_order(event, None), ended)
    at_once.clear()


def intrude(world: World, step: Step, chance: Random) -> None:
    """Deliveries that are not the shop's: with another secret, to another's address, under another system, or none."""
    shop = a_shop(world, chance)
    if shop is None or shop.connection_id is None or not shop.orders:
        return
    order = recent(chance, list(shop.orders.values()))
    # What it says can be told from all that any shop says.
    told = replace(order, stand=Stand.UNPAID, amount=order.amount + 7, note=f"intruder {world.known.number()}")
    sending = replace(shop.saying(told, world.clock.seconds()))
    others = [
        each for each in world.books.connected.shops.values() if each is not shop and each.connection_id is not None
    ]
    secret, system, connection_id = shop.secret or "", shop.system, shop.connection_id
    way = chance.choice(("forged", "of_another_shop", "other_system", "unknown_connection"))
    if way == "of_another_shop" and others:
        connection_id, system = (other := chance.choice(others)).connection_id or "", other.system
        sending = replace(sending, system=system)
    elif way == "other_system":
        system = next(each for each in ShopSystem if each is not shop.system)
        sending = replace(sending, system=system)
    elif way == "unknown_connection":
        connection_id = f"shp_{'0' * 26}"
    else:
        secret = "guessed"
    world.struck["shop_intruder"] += 1
    world.books.connected.intruders.add(sending.body)
    _post(world, system, connection_id, sending, secret, lambda _: None)


def garble(world: World, step: Step, chance: Random) -> None:
    """A shop's plugin spoils what it sends; nobody can read it."""
    shop = a_shop(world, chance)
    if shop is None or not shop.orders:
        return
    order = recent(chance, list(shop.orders.values()))
    if order.stand is Stand.DELETED or order.test:
        return
    sending = shop.saying(order, world.clock.seconds())
    body = chance.choice(_GARBLED)(sending.body) + b" " * (world.known.number() % 50)
    world.struck["shop_garbled"] += 1
    world.books.connected.garbled.add(body)
    post(world, shop, replace(sending, body=body, says=None))


def retry(world: World, step: Step, chance: Random) -> None:
    """Time for another try of what waits."""
    world.pass_time(chance.choice((70, 400, 4_000)))
    run(world, step, "retry_shop_orders")
    if step.has("schedule_twice"):
        world.struck["schedule_twice"] += 1
        run(world, step, "retry_shop_orders")


def tell_anew(world: World, step: Step, chance: Random) -> None:
    """A shop delivers what it has delivered before, long after."""
    shop = a_shop(world, chance)
    if shop is not None and shop.posted:
        post(world, shop, chance.choice(shop.posted))


ACTIONS: Final = {
    "shop_delivers": Action(deliver_next, 0),
    "shop_delivers_all": Action(deliver_all, 0),
    "shop_delivers_backwards": Action(deliver_backwards, 0),
    "shop_intruder": Action(intrude, 0),
    "shop_garbles": Action(garble, 0),
    "shop_tells_anew": Action(tell_anew, 0),
    "take_orders": Action(consume_only("shop-orders"), 0),
    "retry_shop_orders": Action(retry, 0),
}
