"""Merchants read what they are told, and choose what they want to be told of."""

import json
from random import Random
from typing import Any, Final

from functions.manage_notifications.handler import lambda_handler as manage_notifications
from functions.manage_wallets.handler import lambda_handler as manage_wallets
from shared.table.notice_keys import notice_key
from tests.simulation.actions.action import Action
from tests.simulation.actions.calls import http_event, recent_merchant
from tests.simulation.step import Step
from tests.simulation.world import Answer, World
from tests.support.simulation.post_office import REFUSED_MAIL

_KINDS: Final = ("low_balance", "invoice_sent")


def watch_balance(world: World, step: Step, chance: Random) -> None:
    """It wants to know when credits run low."""
    if (merchant_id := recent_merchant(world, chance)) is not None:
        body = json.dumps({"low_balance_alert": chance.choice((500, 3_000, 20_000))})
        route, path = "PATCH /v1/wallets/{currency}", {"currency": "EUR"}
        event = http_event(route, world.api.key_of(merchant_id), body=body, path=path)
        world.request(manage_wallets, event, lambda _: None)


def read_notices(world: World, step: Step, chance: Random) -> None:
    """The list, then one of it, or all of it; another's is never there (rule M10)."""
    merchant_id = recent_merchant(world, chance)
    if merchant_id is None:
        return
    query = {"unread": "true"} if chance.random() < 0.5 else None

    def shown(answer: Answer) -> None:
        if answer.status != 200 or not answer.json["data"]:
            return
        notices = answer.json["data"]
        for notice in notices:
            if _item(world, notice["id"]).get("merchant_id") != merchant_id:
                world.failures.append(f"M10: {notice['id']} is another's")
        if chance.random() < 0.5:
            _read_one(world, merchant_id, chance.choice(notices)["id"])
        else:
            _call(world, merchant_id, "POST /v1/notifications/read", {"until": notices[0]["created_at"]})

    event = http_event("GET /v1/notifications", world.api.key_of(merchant_id), query=query)
    world.request(manage_notifications, event, shown)


def _read_one(world: World, merchant_id: str, notice_id: str) -> None:
    def told(answer: Answer) -> None:
        if answer.status == 200 and "read_at" not in _item(world, notice_id):
            world.failures.append(f"M6: {notice_id} was told to be read, and is not")

    route, path = "POST /v1/notifications/{notification_id}/read", {"notification_id": notice_id}
    world.request(manage_notifications, http_event(route, world.api.key_of(merchant_id), path=path), told)


def choose_notices(world: World, step: Step, chance: Random) -> None:
    """A switch, or another address, which may be one that takes nothing."""
    merchant_id = recent_merchant(world, chance)
    if merchant_id is None:
        return
    if chance.random() < 0.7:
        way = chance.choice(("mail", "mail", "in_app"))
        body: dict[str, Any] = {"kinds": {chance.choice(_KINDS): {way: chance.random() < 0.5}}}
    else:
        body = {"mail_to": chance.choice((None, "books@shop.example", f"{REFUSED_MAIL}@shop.example"))}
    _call(world, merchant_id, "PATCH /v1/notification-settings", body)


def _call(world: World, merchant_id: str, route: str, body: dict[str, Any]) -> None:
    event = http_event(route, world.api.key_of(merchant_id), body=json.dumps(body))
    world.request(manage_notifications, event, lambda _: None)


def _item(world: World, notice_id: str) -> dict[str, Any]:
    return world.memory.items.get(notice_key(notice_id), {})


ACTIONS: Final = {
    "watch_balance": Action(watch_balance, 1),
    "read_notices": Action(read_notices, 2),
    "choose_notices": Action(choose_notices, 1),
}
