"""Stream, queues and webhooks hand over what they hold, with all the liberties that they have."""

from collections.abc import Mapping
from random import Random
from typing import Final

from functions.auto_debit.handler import lambda_handler as auto_debit
from functions.close_links.handler import lambda_handler as close_links
from functions.complete_orders.handler import lambda_handler as complete_orders
from functions.deliver_messages.handler import lambda_handler as deliver_messages
from functions.process_webhook.handler import lambda_handler as process_webhook
from functions.redrive_messages.handler import lambda_handler as redrive_messages
from functions.refill_wallets.handler import lambda_handler as refill_wallets
from functions.resend_callbacks.handler import lambda_handler as resend_callbacks
from functions.send_callbacks.handler import lambda_handler as send_callbacks
from functions.stripe_webhook.handler import lambda_handler as stripe_webhook
from functions.take_shop_orders.handler import lambda_handler as take_shop_orders
from local.stripe_simulator.deliveries import Delivery
from tests.simulation.actions.action import Action, Run
from tests.simulation.actions.calls import Json, http_event
from tests.simulation.actions.streams import record, relay, relay_apart
from tests.simulation.step import Step
from tests.simulation.world import Handler, World
from tests.support.simulation.queues import Message, Queue
from tests.support.simulation.tasks import Crash, Task

CONSUMERS: Final[Mapping[str, tuple[str, Handler]]] = {
    "debits": ("auto_debit", auto_debit),
    "closings": ("close_links", close_links),
    "webhooks": ("process_webhook", process_webhook),
    "sendings": ("deliver_messages", deliver_messages),
    "refills": ("refill_wallets", refill_wallets),
    "clearings": ("complete_orders", complete_orders),
    "callbacks": ("send_callbacks", send_callbacks),
    "callback-retries": ("resend_callbacks", resend_callbacks),
    "shop-orders": ("take_shop_orders", take_shop_orders),
}
"""Of each queue the function that reads it."""
_BATCH: Final = 10
_BATCHES: Final = 40
_ONE_BY_ONE: Final = frozenset({"callback-retries"})
"""A message of these may take as long as its function has."""


def consume(world: World, step: Step, chance: Random) -> None:
    """A batch of one of the queues that money goes through."""
    ready = [queue for queue in world.queues.values() if queue.receivable() and "callback" not in queue.name]
    if ready:
        consume_from(world, step, chance, chance.choice(ready))


def consume_only(name: str) -> Run:
    """A batch of this queue."""

    def run(world: World, step: Step, chance: Random) -> None:
        if world.queues[name].receivable():
            consume_from(world, step, chance, world.queues[name])

    return run


def consume_all(world: World, step: Step, chance: Random, queue: Queue) -> None:
    """Batch after batch of this queue, until there is nothing to be had now, or something stands still."""
    for _ in range(_BATCHES):
        if not queue.receivable() or world.books.problems:
            return
        consume_from(world, step, chance, queue)


def consume_from(world: World, step: Step, chance: Random, queue: Queue) -> None:
    """What the batch reports as failed, and all of one that died, comes again after the visibility time-out."""
    messages = queue.receivable()
    if step.has("queue_reordered") and not queue.fifo:
        chance.shuffle(messages)
        world.struck["queue_reordered"] += len(messages) > 1
    if step.has("queue_exhausted"):
        queue.exhaust(messages[0])
        world.struck["queue_exhausted"] += 1
    at_once = step.has("queue_twice_at_once")
    batch = queue.receive(messages[: 1 if queue.name in _ONE_BY_ONE else _BATCH], keep_visible=at_once)
    if not batch or step.has("queue_consumer_lost"):
        world.struck["queue_consumer_lost"] += bool(batch)
        return
    again = step.has("queue_duplicated")
    world.struck["queue_duplicated"] += again
    world.struck["queue_twice_at_once"] += at_once
    event = {"Records": [message.record() for message in batch]}

    def ended(task: Task) -> None:
        world.note_error(queue.name, task)
        if not task.crashed and task.error is None and not again:
            _delete_done(queue, batch, task)

    cut = step.has("queue_batch_cut") and len(batch) > 1
    world.struck["queue_batch_cut"] += cut
    function, handler = CONSUMERS[queue.name]
    world.start(function, lambda: _cut(handler, batch, event) if cut else handler(event, None), ended)


def _cut(handler: Handler, batch: list[Message], event: Json) -> None:
    """The process ends between two messages of a batch."""
    handler({"Records": event["Records"][: len(batch) // 2]}, None)
    raise Crash("between two messages")


def _delete_done(queue: Queue, batch: list[Message], task: Task) -> None:
    failed = {entry["itemIdentifier"] for entry in task.result["batchItemFailures"]}
    for message in batch:
        if message.id not in failed:
            queue.delete(message)


def deliver_webhook(world: World, step: Step, chance: Random) -> None:
    """One of the provider's webhooks; the oldest, unless something is wrong."""
    world.provider.collect()
    _deliver_next(world, step, chance)


def _deliver_next(world: World, step: Step, chance: Random) -> None:
    waiting = world.provider.waiting
    if not waiting:
        return
    delivery = waiting[0]
    if step.has("webhook_reordered") and len(waiting) > 1:
        delivery = chance.choice(waiting[1:])
        world.struck["webhook_reordered"] += 1
    if step.has("webhook_late"):
        world.struck["webhook_late"] += 1
        return
    if step.has("webhook_lost"):
        world.struck["webhook_lost"] += 1
        world.provider.lose(delivery)
        return
    post_webhook(world, step, delivery)
    if step.has("webhook_duplicated"):
        world.struck["webhook_duplicated"] += 1
        post_webhook(world, step, chance.choice([*world.provider.delivered, delivery]))


def deliver_webhooks(world: World, step: Step, chance: Random) -> None:
    """All that wait."""
    for _ in range(len(world.provider.collect())):
        _deliver_next(world, step, chance)


def post_webhook(world: World, step: Step, delivery: Delivery) -> None:
    """To the function, signed now."""
    posting = world.provider.posting(delivery)
    headers = {"stripe-signature": posting.headers["Stripe-Signature"]}
    event = http_event("POST /v1/webhooks/stripe", body=posting.body.decode(), headers=headers)
    lost = step.has("webhook_answer_lost")
    world.struck["webhook_answer_lost"] += lost

    def ended(task: Task) -> None:
        heard = not lost and not task.crashed and task.error is None
        status = task.result["statusCode"] if heard else None
        if status not in (None, 200, 503):  # 503: the queue did not take it, the provider sends it again
            world.failures.append(f"a signed webhook was answered {status}")
        world.provider.report(posting, status)
        world.note_error("webhook", task)

    world.start("stripe_webhook", lambda: stripe_webhook(event, None), ended)


def flow(world: World, step: Step, chance: Random) -> None:
    """A quiet minute: what is on its way arrives, as it mostly does."""
    for _ in range(2):
        deliver_webhooks(world, step, chance)
        (relay if chance.random() < 0.7 else relay_apart)(world, step, chance)
        if chance.random() < 0.3:
            record(world, step, chance)
        for queue in world.queues.values():
            if queue.receivable():
                consume_from(world, step, chance, queue)


def redrive(world: World, step: Step, chance: Random) -> None:
    """What ended in the dead-letter queues goes to the function behind them."""
    for queue in world.queues.values():
        if queue.dead:
            redrive_from(world, queue)


def redrive_from(world: World, queue: Queue) -> None:
    """A batch of one; what the function could not put back, or all if it died, stays where it is."""
    batch = queue.dead[:_BATCH]
    event = {"Records": [message.record() for message in batch]}

    def ended(task: Task) -> None:
        world.note_error("redrive_messages", task)
        if task.crashed or task.error is not None:
            return
        failed = {entry["itemIdentifier"] for entry in task.result["batchItemFailures"]}
        done = {message.id for message in batch} - failed
        queue.dead = [message for message in queue.dead if message.id not in done]
        world.struck["redriven"] += len(done)

    world.start("redrive_messages", lambda: redrive_messages(event, None), ended)


ACTIONS: Final = {
    "consume": Action(consume, 6, always=True),
    "debit": Action(consume_only("debits"), 2),
    "process": Action(consume_only("webhooks"), 2),
    "close": Action(consume_only("closings"), 1),
    "deliver": Action(consume_only("sendings"), 2),
    "refill": Action(consume_only("refills"), 2),
    "deliver_webhook": Action(deliver_webhook, 3, always=True),
    "deliver_webhooks": Action(deliver_webhooks, 2),
    "flow": Action(flow, 6, always=True),
    "redrive": Action(redrive, 1),
}
