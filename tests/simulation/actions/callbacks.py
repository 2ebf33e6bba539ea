"""Merchants have themselves told by callbacks; their servers break, are slow, and are well again."""

from random import Random
from typing import Final

from shared.callbacks.delivering.replaying import replay
from shared.callbacks.endpoint import Endpoint, Secret, changed_update, enabled, read_endpoint
from shared.callbacks.record_store import callback_from_item
from shared.runtime.callback_wiring import RetrySettings, retries
from shared.runtime.settings import read_settings
from tests.simulation.actions.action import Action, Run
from tests.simulation.actions.calls import recent
from tests.simulation.actions.deliveries import consume_only
from tests.simulation.actions.time import run
from tests.simulation.step import Step
from tests.simulation.world import World
from tests.support.simulation.servers import MOODS

_SECRET: Final = "whsec_c2VjcmV0IG9mIHRoZSB0ZXN0cywgMzIgYnl0ZXMhIQ=="


def listen(world: World, step: Step, chance: Random) -> None:
    """All that do not yet say where their callbacks go, from now on."""
    for merchant_id in world.known.merchants:
        if merchant_id not in world.books.listening:
            now, url = world.clock.now(), url_of(merchant_id)
            secrets = (Secret("sec_1", _SECRET, now),)
            made = Endpoint(merchant_id=merchant_id, url=url, secrets=secrets, created_at=now)
            world.memory.update(changed_update(None, made))
            world.books.listening[merchant_id] = len(world.bus.events)


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
    before = read_endpoint(world.memory, merchant_id)
    if before is not None and (after := enabled(before, world.clock.now())) is not before:
        world.memory.update(changed_update(before, after))


def enable_one(world: World, step: Step, chance: Random) -> None:
    """As soon as it has seen to its server."""
    if world.books.listening:
        merchant_id = recent(chance, list(world.books.listening))
        world.servers.moods[url_of(merchant_id)] = "well"
        enable(world, merchant_id)


def replay_one(world: World, step: Step, chance: Random) -> None:
    """A merchant wants one of its last callbacks again."""
    items = [item for _, item in world.books.of_kind("callback")]
    if not items:
        return
    callback = callback_from_item(recent(chance, items))

    def again() -> None:
        _, request = replay(world.table, world.clock, callback)
        retries(read_settings(RetrySettings)).send([request.message()])

    world.start("resend_callbacks", again, lambda task: world.note_error("replay", task))


def retry(world: World, step: Step, chance: Random) -> None:
    """Time for second tries."""
    world.pass_time(chance.choice((70, 400, 2_500)))
    run(world, step, "retry_callbacks")


ACTIONS: Final = {
    "listen": Action(listen, 3),
    **{f"server_{mood}": Action(in_mood(mood)) for mood in MOODS},
    "enable_callbacks": Action(enable_one, 1),
    "replay_callback": Action(replay_one, 1),
    "call_back": Action(consume_only("callbacks"), 3),
    "call_again": Action(consume_only("callback-retries"), 2),
    "retry_callbacks": Action(retry, 2),
}
