"""Merchants read: their own things, and never another's (rule M10)."""

from random import Random
from typing import Final

from functions.cancel_order.handler import lambda_handler as cancel_order
from functions.capture_payment.handler import lambda_handler as capture_payment
from functions.change_order.handler import lambda_handler as change_order
from functions.manage_links.handler import lambda_handler as manage_links
from functions.manage_wallets.handler import lambda_handler as manage_wallets
from functions.pay_orders.handler import lambda_handler as pay_orders
from functions.read_links.handler import lambda_handler as read_links
from functions.read_orders.handler import lambda_handler as read_orders
from tests.simulation.actions.action import Action
from tests.simulation.actions.calls import http_event
from tests.simulation.step import Step
from tests.simulation.world import Answer, Handler, Known, World


def read_wallet(world: World, step: Step, chance: Random) -> None:
    """Balance and journal agree at the moment of one read each."""
    if not world.known.merchants:
        return
    merchant_id = chance.choice(world.known.merchants)
    for route in ("GET /v1/wallets/{currency}", "GET /v1/wallets/{currency}/journal"):
        event = http_event(route, world.api.key_of(merchant_id), path={"currency": "EUR"})
        world.request(manage_wallets, event, lambda _: None)


def list_orders(world: World, step: Step, chance: Random) -> None:
    """A list shows the caller's own orders."""
    if not world.known.merchants:
        return
    merchant_id = chance.choice(world.known.merchants)

    def shown(answer: Answer) -> None:
        if answer.status == 200 and any(order["merchant_id"] != merchant_id for order in answer.json["data"]):
            world.failures.append("M10: a list shows another's order")

    event = http_event("GET /v1/orders", world.api.key_of(merchant_id), query={"payment_status": "unpaid"})
    world.request(read_orders, event, shown)


def pry(world: World, step: Step, chance: Random) -> None:
    """Another's order, link or payment is not there, neither to see nor to move."""
    things = [*world.known.orders, *world.known.links, *world.known.payments]
    if not things or len(world.known.merchants) < 2:
        return
    thing: Known = chance.choice(things)
    other = next(each for each in world.known.merchants if each != thing.merchant_id)
    handler, route, name, body = chance.choice(_DOORS[thing.id[:3]])
    event = http_event(route, world.api.key_of(other), path={name: thing.id}, body=body)

    def shown(answer: Answer) -> None:
        if answer.status not in (404, 503):
            world.failures.append(f"M10: {route} on another's {thing.id} was answered {answer.status}")

    world.request(handler, event, shown)


_DOORS: Final[dict[str, tuple[tuple[Handler, str, str, str], ...]]] = {
    "ord": (
        (read_orders, "GET /v1/orders/{order_id}", "order_id", ""),
        (cancel_order, "POST /v1/orders/{order_id}/cancel", "order_id", ""),
        (capture_payment, "POST /v1/orders/{order_id}/capture", "order_id", "{}"),
        (change_order, "PATCH /v1/orders/{order_id}", "order_id", '{"amount": 777}'),
        (manage_links, "POST /v1/orders/{order_id}/payment-links", "order_id", "{}"),
    ),
    "lnk": (
        (read_links, "GET /v1/payment-links/{link_id}", "link_id", ""),
        (manage_links, "POST /v1/payment-links/{link_id}/void", "link_id", ""),
    ),
    "pay": ((pay_orders, "GET /v1/payments/{payment_id}", "payment_id", ""),),
}
"""By kind of thing: handler, route, the name of the id in it, and a body."""

ACTIONS: Final = {
    "read_wallet": Action(read_wallet, 1),
    "list_orders": Action(list_orders, 1),
    "pry": Action(pry, 2),
}
