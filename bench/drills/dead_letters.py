"""Messages end in a dead-letter queue, wait there, and are redriven: each has its effect, once."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from bench.drills.drill import Scene
from bench.load.books import Verdict
from tests.support.shop import Shop
from tests.support.waiting import eventually

_LINKS: Final = 6
_QUEUE: Final = "orderpay-local-webhooks"
_DEAD: Final = "orderpay-local-webhooks-dlq"


def dead_letters(scene: Scene) -> Verdict:
    """The provider fails every look of a webhook until its message is dead; then all is well, and they are redriven."""
    shop = scene.shop()
    links = [scene.place(shop, collect="link") for _ in range(_LINKS)]
    checkouts = [shop.press_pay(order["payment_link"]) for order in links]
    sqs = scene.stack.queues.client
    with _redriver_off(scene), _hasty(sqs):
        scene.stack.stripe.set_faults(calls=[{"kind": "fail", "method": "GET", "status": 500, "count": None}])
        for url in checkouts:
            shop.stripe.pay(url)
        eventually(lambda: _depth(sqs), lambda depth: depth >= _LINKS)
        time.sleep(2)
        scene.set(dead_letters=_depth(sqs), paid_while_they_were_dead=_paid(shop, links))
    scene.stack.stripe.clear_faults()
    eventually(lambda: _depth(sqs), lambda depth: depth == 0)
    _try_now(scene, shop)
    return scene.end(order["id"] for order in links)


def _try_now(scene: Scene, shop: Shop) -> None:
    """The redriver has a sweep try each event again in five minutes; let these be over."""
    for event in shop.stripe.events():
        if shop.id in json.dumps(event) and any("due_sk" in item for item in scene.stack.items_under(event["id"])):
            scene.stack.make_due(event["id"], "seen")
            scene.count("events redriven")
    scene.stack.run_job("find_missed_events")


def _paid(shop: Shop, links: list[dict[str, Any]]) -> int:
    return sum(shop.read_order(order["id"])["paid_at"] is not None for order in links)


def _depth(sqs: Any) -> int:
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    url = sqs.get_queue_url(QueueName=_DEAD)["QueueUrl"]
    found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
    return sum(int(found[name]) for name in names)


@contextmanager
def _hasty(sqs: Any) -> Iterator[None]:
    """A message is dead after one try, a second later."""
    url = sqs.get_queue_url(QueueName=_QUEUE)["QueueUrl"]
    before = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["VisibilityTimeout", "RedrivePolicy"])["Attributes"]
    policy = json.loads(before["RedrivePolicy"]) | {"maxReceiveCount": 1}
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "1", "RedrivePolicy": json.dumps(policy)})
    try:
        yield
    finally:
        sqs.set_queue_attributes(QueueUrl=url, Attributes=before)


@contextmanager
def _redriver_off(scene: Scene) -> Iterator[None]:
    """Nobody reads the dead-letter queue meanwhile, as if the redriver were broken."""
    endpoint = scene.stack.description.emulator_url
    client: Any = scene.stack.session.client("lambda", endpoint_url=endpoint)
    found = client.list_event_source_mappings(FunctionName="orderpay-local-redrive_messages")["EventSourceMappings"]
    (mapping,) = [each["UUID"] for each in found if each["EventSourceArn"].endswith(f":{_DEAD}")]
    client.update_event_source_mapping(UUID=mapping, Enabled=False)
    try:
        yield
    finally:
        client.update_event_source_mapping(UUID=mapping, Enabled=True)
