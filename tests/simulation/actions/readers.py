"""Merchants read: their own things, and never another's (rule M10)."""

from random import Random
from typing import Final

from functions.manage_wallets.handler import lambda_handler as manage_wallets
from functions.read_links.handler import lambda_handler as read_links
from functions.read_orders.handler import lambda_handler as read_orders
from tests.simulation.actions.action import Action
from tests.simulation.actions.calls import as_merchant, http_event
from tests.simulation.step import Step
from tests.simulation.world import Answer, Known, World


def read_wallet(world: World, step: Step, chance: Random) -> None:
    """Balance and journal agree at the moment of one read each."""
    if not world.known.merchants:
        return
    merchant_id = chance.choice(world.known.merchants)
    for route in ("GET /v1/wallets/{currency}", "GET /v1/wallets/{currency}/journal"):
        event = http_event(route, as_merchant(merchant_id), path={"currency": "EUR"})
        world.request("read_wallet", manage_wallets, event, lambda _: None)


def list_orders(world: World, step: Step, chance: Random) -> None:
    """A list shows the caller's own orders."""
    if not world.known.merchants:
        return
    merchant_id = chance.choice(world.known.merchants)

    def shown(answer: Answer) -> None:
        if answer.status == 200 and any(order["merchant_id"] != merchant_id for order in answer.json["data"]):
            world.failures.append("M10: a list shows another's order")

    event = http_event("GET /v1/orders", as_merchant(merchant_id), query={"payment_status": "unpaid"})
    world.request("list_orders", read_orders, event, shown)


def pry(world: World, step: Step, chance: Random) -> None:
    """Another's order or link is not there."""
    things = [*world.known.orders, *world.known.links]
    if not things or len(world.known.merchants) < 2:
        return
    thing: Known = chance.choice(things)
    other = next(each for each in world.known.merchants if each != thing.merchant_id)
    order = thing.id.startswith("ord_")
    route = "GET /v1/orders/{order_id}" if order else "GET /v1/payment-links/{link_id}"
    event = http_event(route, as_merchant(other), path={"order_id" if order else "link_id": thing.id})

    def shown(answer: Answer) -> None:
        if answer.status not in (404, 503):
            world.failures.append(f"M10: another's {thing.id} was answered {answer.status}")

    world.request("pry", read_orders if order else read_links, event, shown)


ACTIONS: Final = {
    "read_wallet": Action(read_wallet, 1),
    "list_orders": Action(list_orders, 1),
    "pry": Action(pry, 1),
}
