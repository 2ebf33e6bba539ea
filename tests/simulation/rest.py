"""The end of a history: the faults are off, everything is delivered, days go by; then nothing may be left hanging."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from random import Random
from typing import Final

from functions.manage_wallets.handler import lambda_handler as manage_wallets
from shared.clock import parse_rfc3339, rfc3339
from shared.table.port import Item
from tests.simulation.actions.callbacks import enable
from tests.simulation.actions.calls import http_event
from tests.simulation.actions.deliveries import consume_from, post_webhook, redrive_from
from tests.simulation.actions.returns import end_inquiries
from tests.simulation.actions.shop_connections import resume_all
from tests.simulation.actions.shop_deliveries import deliver_what_waits
from tests.simulation.actions.streams import tell_all
from tests.simulation.actions.time import SCHEDULES, run
from tests.simulation.invariants.at_rest import AT_REST, payable_by_credits
from tests.simulation.invariants.broken import Broken, demand
from tests.simulation.invariants.dunning import waits_for_its_merchant
from tests.simulation.invariants.endpoints import who_answers_nobody_is_called_no_more
from tests.simulation.invariants.forgotten import WHEN_FORGOTTEN
from tests.simulation.invariants.top_ups import waits_for_its_turn
from tests.simulation.step import Step
from tests.simulation.world import World
from tests.support.simulation.stream import Stream

_QUIET: Final = Step("rest", 0)
_NO_CHANCE: Final = Random(0)  # noqa: S311 - nothing is drawn from it: the step has no faults
_ROUNDS: Final = 200
_AT_ONCE: Final = 60
_DRAINS: Final = 10
_DAY: Final = 86_400.0
_CLEARING: Final = "due#clearing#"
_PATIENCE: Final = 150 * _DAY
"""A link lives for 90 days, and may be offered at the last attempt at an invoice; nothing may take longer."""


def come_to_rest(world: World) -> None:
    """Deliver and wait until nothing is due any more; then check what must be true of a system at rest."""
    for task in list(world.paused):
        while not task.ended:
            world.resume(task)
    end_inquiries(world)
    world.resting_since = rfc3339(world.clock.now() + timedelta(hours=1))
    _see_to_servers(world)
    resume_all(world)
    _settle_down(world)
    for _ in range(_DRAINS):
        # What a drain pays may have the wallet topped up, and then credits pay more of what waits.
        if _went_wrong(world) or not ask_for_drains(world):
            break
        _settle_down(world)
    _tell(world, world.timelines)
    if _went_wrong(world):
        return
    _check(world, AT_REST)
    if not _went_wrong(world):
        forget_all(world)
        _check(world, WHEN_FORGOTTEN)


def _see_to_servers(world: World) -> None:
    """Nobody does for days, if any is in trouble, in one history of three, for it takes its time; then all are well and
    switched on again.
    """
    if world.seed % 3 == 0 and any(mood != "well" for mood in world.servers.moods.values()):
        _settle_down(world)
        if not _went_wrong(world):
            _check(world, (who_answers_nobody_is_called_no_more,))
    world.servers.heal()
    for merchant_id in list(world.books.listening):
        enable(world, merchant_id)


def _check(world: World, checks: Sequence[Callable[[World], None]]) -> None:
    for check in checks:
        try:
            check(world)
        except Broken as broken:
            world.books.problems.append(broken)


def _went_wrong(world: World) -> bool:
    return bool(world.books.problems or world.failures)


def _settle_down(world: World) -> None:
    ends, looked = world.clock.seconds() + _PATIENCE, 0
    for _ in range(_ROUNDS):
        deliver_all(world)
        world.books.after_step()
        if _went_wrong(world):
            return
        due = next_due(world)
        if len(world.provider.lost) > looked:
            # Their schedule looks long before anything else may happen, and only so far back.
            looked, due = len(world.provider.lost), world.clock.seconds()
        if due is None or due > ends:
            return
        world.pass_time(max(due - world.clock.seconds(), 0) + 601)
        run_due_schedules(world)
    world.books.problems.append(Broken("liveness", "it does not come to rest"))


def forget_all(world: World) -> None:
    """The day after the last link was to be forgotten; the job has run every now and then."""
    ends = [_due_at(item["due_sk"]) for item in world.memory.due() if item["kind"] == "link"]
    if ends:
        world.pass_time(max(max(ends) - world.clock.seconds(), 0) + 1)
        run(world, _QUIET, "purge_links")
        deliver_all(world)


def ask_for_drains(world: World) -> bool:
    """Merchants of whose orders some wait that credits would pay ask for them to be paid; whether any did."""
    wallets = sorted({order["merchant_id"] + order["currency"] for order in payable_by_credits(world)})
    for wallet in wallets:
        key, currency = world.api.key_of(wallet[:-3]), wallet[-3:]
        event = http_event("POST /v1/wallets/{currency}/drain", key, path={"currency": currency})
        world.request(manage_wallets, event, lambda _: None)
    return bool(wallets)


def deliver_all(world: World) -> None:
    """Webhooks, stream and queues, until there is nothing more to be had now."""
    for _ in range(_AT_ONCE):
        moved = False
        for queue in world.queues.values():
            if queue.dead:
                redrive_from(world, queue)
                moved = True
        moved |= _tell(world, world.stream)
        moved |= deliver_what_waits(world)
        for delivery in list(world.provider.collect()):
            post_webhook(world, _QUIET, delivery)
            moved = True
        for queue in world.queues.values():
            while queue.receivable():
                consume_from(world, _QUIET, _NO_CHANCE, queue)
                moved = True
        if not moved:
            return
    demand(False, "liveness", "messages beget messages")


def _tell(world: World, stream: Stream) -> bool:
    moved = False
    while stream.items() or stream.poisoned:
        tell_all(world, stream)
        moved = True
    return moved


def run_due_schedules(world: World) -> None:
    """Those that have something to do; the others' runs change nothing."""
    now = rfc3339(world.clock.now())
    due = {kind for item in world.memory.due() if item["due_sk"] < now for kind in _work(item)}
    for name, (_, kinds) in SCHEDULES.items():
        if kinds & due or (name == "find_missed_events" and world.provider.lost):
            run(world, _QUIET, name)


def _work(item: Item) -> set[str]:
    if item["kind"] == "link" and waits_to_be_forgotten(item):
        return set()
    if item["due_pk"].startswith(_CLEARING):
        return {"clearing"}
    return {"link", "purge"} if item["kind"] == "link" else {item["kind"]}


def waits_to_be_forgotten(item: Item) -> bool:
    """A link that has ended: nothing becomes of it but that it goes one day."""
    return item["kind"] == "link" and item["status"] in ("paid", "void", "expired")


def next_due(world: World) -> float | None:
    """When something will happen by itself."""
    times = [world.provider.simulator.next_due(), *(queue.next_visible() for queue in world.queues.values())]
    waiting = [item for item in world.memory.due() if not waits_to_be_forgotten(item)]
    times += [
        _due_at(item["due_sk"])
        for item in waiting
        if not (waits_for_its_turn(item) or waits_for_its_merchant(world.books, item))
    ]
    return min((time for time in times if time is not None), default=None)


def _due_at(due_sort: str) -> float:
    return parse_rfc3339(due_sort.partition("#")[0]).timestamp()
