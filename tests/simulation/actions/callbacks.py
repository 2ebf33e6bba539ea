"""Merchants have themselves told by callbacks; their servers break, are slow, and are well again."""

import json
from collections.abc import Callable
from random import Random
from typing import Any, Final

from functions.manage_callbacks.handler import lambda_handler as manage_callbacks
from shared.callbacks.endpoint import Health
from shared.callbacks.model import CallbackState
from shared.callbacks.record_store import callback_from_item
from shared.clock import parse_rfc3339, rfc3339
from shared.events.audience import MERCHANT_TYPES
from shared.table.callback_keys import callback_endpoint_key
from tests.simulation.actions.action import Action, Run
from tests.simulation.actions.calls import http_event, recent
from tests.simulation.actions.deliveries import consume_all, consume_only
from tests.simulation.actions.time import run
from tests.simulation.invariants.books import Wanted
from tests.simulation.step import Step
from tests.simulation.world import Answer, World
from tests.support.simulation.servers import MOODS

Json = dict[str, Any]
_SOME_TYPES: Final = sorted(MERCHANT_TYPES)
_LONG: Final = (3_700, 7_300, 11_000, 30_000)
_SPELLS: Final = 14
"""Of hours: more than the three days after which nobody is called any more."""


def listen(world: World, step: Step, chance: Random) -> None:
    """All that do not yet say where their callbacks go, from now on."""
    for merchant_id in world.known.merchants:
        if merchant_id not in world.books.listening:
            _put(world, merchant_id, {})


def choose_types(world: World, step: Step, chance: Random) -> None:
    """One wants some events only, or all again."""
    merchant_id = _one(world, chance)
    if merchant_id is not None:
        some = {"types": sorted(chance.sample(_SOME_TYPES, chance.randint(1, len(_SOME_TYPES))))}
        _put(world, merchant_id, chance.choice(({}, some)))


def _put(world: World, merchant_id: str, more: Json) -> None:
    """The secret is in the first answer alone; who did not hear it can check nothing."""
    url = url_of(merchant_id)

    def told(answer: Answer) -> None:
        if answer.status == 201 and not world.paused:
            world.servers.secrets[url] = (answer.json["secret"], world.clock.seconds())

    _call(world, merchant_id, "PUT /v1/callback-endpoint", {"url": url} | more, told)


def stop_listening(world: World, step: Step, chance: Random) -> None:
    """One wants no callbacks any more."""
    merchant_id = _one(world, chance)
    if merchant_id is not None:
        world.servers.secrets.pop(url_of(merchant_id), None)
        _call(world, merchant_id, "DELETE /v1/callback-endpoint", None, lambda _: None)


def rotate(world: World, step: Step, chance: Random) -> None:
    """A new secret; until its owner has heard it he checks nothing, nor while something else is under way."""
    merchant_id = _one(world, chance)
    if merchant_id is None:
        return
    url = url_of(merchant_id)
    world.servers.secrets.pop(url, None)
    world.books.rotations[merchant_id] += 1
    mine, alone = world.books.rotations[merchant_id], not world.paused

    def told(answer: Answer) -> None:
        first = alone and not world.paused and world.books.rotations[merchant_id] == mine
        if first and answer.status == 201 and "secret" in answer.json:
            world.servers.secrets[url] = (answer.json["secret"], world.clock.seconds())

    body = {"expires_in_hours": chance.choice((0, 1, 24))}
    _call(world, merchant_id, "POST /v1/callback-endpoint/rotate-secret", body, told)


def url_of(merchant_id: str) -> str:
    """Where its server is."""
    return f"https://{merchant_id.replace('_', '-')}.example/"


def in_mood(mood: str) -> Run:
    """A server changes, or all of them."""

    def change(world: World, step: Step, chance: Random) -> None:
        merchants = list(world.books.listening)
        if chance.random() < 0.3:
            del merchants[1:]
        world.servers.moods |= {url_of(merchant_id): mood for merchant_id in merchants}

    return change


def enable(world: World, merchant_id: str) -> None:
    """A merchant switches its callbacks on again."""

    def told(answer: Answer) -> None:
        if answer.status == 200 and answer.json["health"] != Health.OK and not world.paused:
            world.failures.append(f"M6: {merchant_id} was told enabled, and is {answer.json['health']}")

    _call(world, merchant_id, "POST /v1/callback-endpoint/enable", None, told)


def enable_one(world: World, step: Step, chance: Random) -> None:
    """As soon as it has seen to its server."""
    merchant_id = _one(world, chance)
    if merchant_id is not None:
        world.servers.moods[url_of(merchant_id)] = "well"
        enable(world, merchant_id)


def replay_one(world: World, step: Step, chance: Random) -> None:
    """A merchant wants one of its last callbacks again."""
    items = [item for _, item in world.books.of_kind("callback")]
    if not items:
        return
    callback = callback_from_item(recent(chance, items))
    wanted = Wanted(callback.merchant_id, (callback.event_id,), len(world.servers.tries))

    def told(answer: Answer) -> None:
        if answer.status == 202:
            world.books.replays.append(wanted)

    route, path = "POST /v1/callbacks/{callback_id}/replay", {"callback_id": callback.id}
    _call(world, callback.merchant_id, route, None, told, path)


def replay_some(world: World, step: Step, chance: Random) -> None:
    """All of a time, whatever became of them, or those that failed, or were delivered."""
    merchant_id = _one(world, chance)
    if merchant_id is None:
        return
    found = [callback_from_item(item) for _, item in world.books.of_kind("callback")]
    own = [each for each in found if each.merchant_id == merchant_id]
    if not own:
        return
    start, state = chance.choice(own).created_at, chance.choice((None, None, "failed", "delivered"))
    settled = parse_rfc3339(rfc3339(world.clock.now())).timestamp() - 60
    meant = [each for each in own if start <= each.created_at and each.created_at.timestamp() < settled]
    ids = [each.event_id for each in meant if not each.waiting and each.state == CallbackState(state or each.state)]
    wanted = Wanted(merchant_id, tuple(ids), len(world.servers.tries))

    def told(answer: Answer) -> None:
        if answer.status == 202:
            world.books.replays.append(wanted)

    body = {"from": rfc3339(start)} | ({"state": state} if state else {})
    _call(world, merchant_id, "POST /v1/callbacks/replay", body, told)


def retry(world: World, step: Step, chance: Random) -> None:
    """Time for second tries."""
    world.pass_time(chance.choice((70, 400, 2_500)))
    run(world, step, "retry_callbacks")
    if step.has("schedule_twice"):
        world.struck["schedule_twice"] += 1
        run(world, step, "retry_callbacks")


def stay_broken(world: World, step: Step, chance: Random) -> None:
    """A server breaks, and nobody sees to it for days."""
    merchant_id = _one(world, chance)
    if merchant_id is None:
        return
    world.servers.moods[url_of(merchant_id)] = chance.choice(("broken", "broken", "dead", "shaky"))
    for _ in range(chance.randint(3, _SPELLS)):
        world.pass_time(chance.choice(_LONG))
        run(world, step, "retry_callbacks")
        consume_all(world, step, chance, world.queues["callback-retries"])
        if world.books.problems:
            return


def _one(world: World, chance: Random) -> str | None:
    listening = [each for each in world.known.merchants if callback_endpoint_key(each) in world.memory.items]
    return recent(chance, listening) if listening else None


def _call(
    world: World,
    merchant_id: str,
    route: str,
    body: Json | None,
    told: Callable[[Answer], None],
    path: Json | None = None,
) -> None:
    text = json.dumps(body) if body is not None else ""
    world.request(manage_callbacks, http_event(route, world.api.key_of(merchant_id), path=path, body=text), told)


ACTIONS: Final = {
    "listen": Action(listen, 4),
    **{f"server_{mood}": Action(in_mood(mood)) for mood in MOODS},
    "server_broken": Action(in_mood("broken"), 2),
    "server_well": Action(in_mood("well"), 2),
    "stay_broken": Action(stay_broken, 1),
    "choose_types": Action(choose_types, 1),
    "stop_listening": Action(stop_listening, 1),
    "rotate_secret": Action(rotate, 1),
    "enable_callbacks": Action(enable_one, 1),
    "replay_callback": Action(replay_one, 1),
    "replay_callbacks": Action(replay_some, 1),
    "call_back": Action(consume_only("callbacks"), 4),
    "call_again": Action(consume_only("callback-retries"), 3),
    "retry_callbacks": Action(retry, 3),
}
