"""Merchants link, order and unlink payment methods; owners and banks change them where they are saved."""

import json
from collections.abc import Callable
from random import Random
from typing import Any, Final

from functions.manage_methods.handler import lambda_handler as manage_methods
from local.stripe_simulator.resources import customers, mandates, payment_methods
from local.stripe_simulator.world import Call
from shared.table.method_keys import methods_key
from shared.table.port import Item
from tests.simulation.actions.action import Action
from tests.simulation.actions.calls import http_event, recent, recent_merchant
from tests.simulation.actions.time import run
from tests.simulation.step import Step
from tests.simulation.world import Answer, World

Json = dict[str, Any]
_BACK: Final = "https://shop.example/methods"
_TERMS: Final = {"terms": "You may charge it.", "accepted_by": "Mira Okafor", "return_url": _BACK}
_OWNER: Final = {"email": "owner@shop.example"}
_TYPED: Final[tuple[Json, ...]] = (
    {"card_number": "4242424242424242", "exp": "12/40"},
    {"card_number": "4242424242424242", "exp": "11/41"},
    {"card_number": "5555555555554444", "exp": "12/40"},
    {"card_number": "4000056655665556", "exp": "01/27"},
    {"card_number": "4000000000000002", "exp": "12/40"},
    {"paypal": "approve"},
    {"paypal": "refuse"},
    {"paypal": "pending_paid"},
    {"paypal": "pending_failed"},
)


def link_method(world: World, step: Step, chance: Random) -> None:
    """By a hosted page, which most people fill in."""
    merchant_id = recent_merchant(world, chance)
    if merchant_id is None:
        return
    typed = chance.choice(_TYPED) if chance.random() < 0.9 else None

    def told(answer: Answer) -> None:
        if answer.status == 201 and answer.json["url"] is not None and typed is not None:
            world.provider.post(answer.json["url"], _OWNER | typed)

    headers = {"idempotency-key": f"link-method-{world.known.number()}"}
    body = json.dumps(_TERMS)
    event = http_event("POST /v1/payment-methods", world.api.key_of(merchant_id), body=body, headers=headers)
    world.repeatable(manage_methods, event, told)


def unlink_method(world: World, step: Step, chance: Random) -> None:
    """Any of them; who was told that it is gone does not find it in the list again."""
    found = _linked(world, chance)
    if found is None:
        return
    methods, method = found

    def told(answer: Answer) -> None:
        left = world.memory.items[methods_key(methods["pk"])]["methods"]
        if answer.status == 204 and method["id"] in {row["id"] for row in left}:
            world.failures.append(f"M6: {method['id']} was told unlinked, and is linked")

    route, path = "DELETE /v1/payment-methods/{method_id}", {"method_id": method["id"]}
    world.repeatable(manage_methods, http_event(route, world.api.key_of(methods["pk"]), path=path), told)


def order_methods(world: World, step: Step, chance: Random) -> None:
    """Another order."""
    found = _linked(world, chance)
    if found is None:
        return
    ids = [row["id"] for row in found[0]["methods"]]
    chance.shuffle(ids)
    body = json.dumps({"priority": ids})
    event = http_event("PATCH /v1/payment-methods", world.api.key_of(found[0]["pk"]), body=body)
    world.request(manage_methods, event, lambda _: None)


def list_methods(world: World, step: Step, chance: Random) -> None:
    """Mostly after asking the provider."""
    merchant_id = recent_merchant(world, chance)
    if merchant_id is not None:
        query = {"refresh": "true"} if chance.random() < 0.7 else {}
        event = http_event("GET /v1/payment-methods", world.api.key_of(merchant_id), query=query)
        world.request(manage_methods, event, lambda _: None)


def visit_portal(world: World, step: Step, chance: Random) -> None:
    """Something is added or removed at the provider's own page."""
    merchant_id = recent_merchant(world, chance)
    if merchant_id is None:
        return
    adds = chance.random() < 0.5

    def told(answer: Answer) -> None:
        item = world.memory.items.get(methods_key(merchant_id), {})
        rows = item.get("methods", [])
        typed = _TYPED[chance.randrange(4)] if adds or not rows else {"remove": chance.choice(rows)["provider_id"]}
        if answer.status == 201:
            world.provider.post(answer.json["url"], _OWNER | typed)

    body = json.dumps({"return_url": _BACK})
    event = http_event("POST /v1/portal-sessions", world.api.key_of(merchant_id), body=body)
    world.request(manage_methods, event, told)


def lose_method(world: World, step: Step, chance: Random) -> None:
    """Somebody detaches it there, its bank renews it or lets it expire, its owner ends the agreement."""
    found = _linked(world, chance)
    account = world.provider.world.platform
    method = account.payment_methods.get(found[1]["provider_id"]) if found else None
    if method is None or method["customer"] is None:
        return
    call = Call(world.provider.world, account)
    agreement = mandates.of_method(call, method)
    ways: list[tuple[str, Callable[[], Any]]] = [
        ("method_detached", lambda: payment_methods.detach_from_customer(call, method))
    ]
    if method["type"] == "card":
        month, year = chance.choice(((12, 2025), (12, 2026), (1, 2027), (6, 2042)))
        kind = "payment_method.automatically_updated"
        ways.append(("card_changed", lambda: payment_methods.change_expiry(call, method, month, year, kind)))
    if agreement is not None and agreement["status"] != "inactive":
        ways = [("agreement_ended", lambda: mandates.end(call, agreement))]
    name, happen = chance.choice(ways)
    happen()
    world.struck[name] += 1


def lose_customer(world: World, step: Step, chance: Random) -> None:
    """Somebody deletes the owner of a merchant's methods there."""
    found = _linked(world, chance)
    customer_id = (found[0] if found else {}).get("customer_id")
    if customer_id is not None and customer_id in world.provider.world.platform.customers:
        world.provider.serve(customers.delete, {}, customer_id)
        world.struck["customer_deleted"] += 1


def remind(world: World, step: Step, chance: Random) -> None:
    """The job that tends methods, once what was left undone is due."""
    world.pass_time(301 if not world.paused else 40)
    run(world, step, "remind_methods")


def _linked(world: World, chance: Random) -> tuple[Item, Item] | None:
    """The methods of a merchant that has some, and one of them."""
    items = [item for _, item in world.books.of_kind("payment_methods") if item["methods"]]
    if not items:
        return None
    methods = recent(chance, items)
    return methods, chance.choice(methods["methods"])


ACTIONS: Final = {
    "link_method": Action(link_method, 2),
    "unlink_method": Action(unlink_method, 2),
    "order_methods": Action(order_methods, 1),
    "list_methods": Action(list_methods, 1),
    "visit_portal": Action(visit_portal, 1),
    "lose_method": Action(lose_method, 1),
    "lose_customer": Action(lose_customer, 1),
    "remind": Action(remind, 1),
}
