"""How long an order takes from `POST /v1/orders` until `order.released` is in the production system's queue."""

import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from local.stack.clients import make_config
from tests.support.local_stack import LocalStack
from tests.support.shop import Shop

_PATIENCE_SECONDS = 120
_CALLERS = 8


@dataclass(frozen=True)
class LatencyFigures:
    """Milliseconds: of orders that came alone, of orders of a burst, and of the answers to both kinds' requests."""

    single: list[float]
    burst: list[float]
    single_answers: list[float]
    burst_answers: list[float]


class SlowStack(Exception):
    """Orders were not released in time."""


def measure_latency(stack: LocalStack, singles: int, burst: int) -> LatencyFigures:
    """One wallet that covers everything; the first orders start the functions' processes and do not count."""
    shop = stack.new_shop()
    shop.consent()
    shop.top_up(10_000_000)
    with _watching(stack) as watch:
        for _ in range(2):
            _together(shop, watch, _CALLERS)
        alone = [_together(shop, watch, 1) for _ in range(singles)]
        many, many_answers = _together(shop, watch, burst)
    single = [released for found, _ in alone for released in found]
    single_answers = [answered for _, found in alone for answered in found]
    return LatencyFigures(single, many, single_answers, many_answers)


def _together(shop: Shop, watch: "_Released", count: int) -> tuple[list[float], list[float]]:
    """Place so many orders as fast as some callers can; for each how long until released, and until answered."""
    with ThreadPoolExecutor(min(count, _CALLERS)) as pool:
        found = list(pool.map(lambda _: _place(shop), range(count)))
    seen = watch.wait_for({order for order, _, _ in found})
    released = [(seen[order] - started) * 1e3 for order, started, _ in found]
    return released, [(answered - started) * 1e3 for _, started, answered in found]


def _place(shop: Shop) -> tuple[str, float, float]:
    started = time.perf_counter()
    order_id = str(shop.place()["id"])
    return order_id, started, time.perf_counter()


class _Released:
    """What has been seen in the production system's queue, and when."""

    def __init__(self, stack: LocalStack) -> None:
        endpoint = stack.description.emulator_url
        self._client: Any = stack.session.client("sqs", endpoint_url=endpoint, config=make_config())
        self._queue = stack.outputs["ReleasedQueueUrl"]
        self._seen: dict[str, float] = {}
        self.ended = threading.Event()

    def wait_for(self, orders: set[str]) -> dict[str, float]:
        """When each of these was seen. Raises :class:`SlowStack` after two minutes."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while missing := orders - self._seen.keys():
            if time.monotonic() > deadline:
                raise SlowStack(f"{len(missing)} of {len(orders)} orders were not released")
            time.sleep(0.005)
        return self._seen

    def keep_looking(self) -> None:
        """Until told that it is over."""
        while not self.ended.is_set():
            answer = self._client.receive_message(QueueUrl=self._queue, MaxNumberOfMessages=10)
            now = time.perf_counter()
            messages = answer.get("Messages", [])
            for message in messages:
                self._seen.setdefault(json.loads(message["Body"])["detail"]["data"]["order_id"], now)
                self._client.delete_message(QueueUrl=self._queue, ReceiptHandle=message["ReceiptHandle"])
            if not messages:
                time.sleep(0.02)


@contextmanager
def _watching(stack: LocalStack) -> Iterator[_Released]:
    watch = _Released(stack)
    thread = threading.Thread(target=watch.keep_looking, daemon=True)
    thread.start()
    try:
        yield watch
    finally:
        watch.ended.set()
        thread.join()
