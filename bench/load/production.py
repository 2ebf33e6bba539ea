"""The production system's queue during a load: which orders were released, how often, and when first."""

import json
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from local.stack.clients import make_config
from tests.support.local_stack import LocalStack


class Released:
    """``events`` are the ids of the different `order.released` events by order; ``seen`` is when the first came."""

    def __init__(self, stack: LocalStack, start: float) -> None:
        endpoint = stack.description.emulator_url
        self._client: Any = stack.session.client("sqs", endpoint_url=endpoint, config=make_config())
        self._queue = stack.outputs["ReleasedQueueUrl"]
        self._start = start
        self.events: dict[str, set[str]] = defaultdict(set)
        self.seen: dict[str, float] = {}
        self.ended = threading.Event()

    def keep_looking(self) -> None:
        """Until told that it is over."""
        while not self.ended.is_set():
            if not self.take():
                time.sleep(0.1)

    def take(self) -> int:
        """Take one answer's messages off the queue; how many there were."""
        messages = self._client.receive_message(QueueUrl=self._queue, MaxNumberOfMessages=10).get("Messages", [])
        now = time.monotonic() - self._start
        for message in messages:
            detail = json.loads(message["Body"])["detail"]
            order = detail["data"]["order_id"]
            self.events[order].add(detail["id"])
            self.seen.setdefault(order, now)
        if messages:
            entries = [{"Id": str(n), "ReceiptHandle": each["ReceiptHandle"]} for n, each in enumerate(messages)]
            self._client.delete_message_batch(QueueUrl=self._queue, Entries=entries)
        return len(messages)


@contextmanager
def watching(stack: LocalStack, start: float) -> Iterator[Released]:
    """Look on in a thread of its own; what is still in the queue at the end is taken, too."""
    watch = Released(stack, start)
    thread = threading.Thread(target=watch.keep_looking, daemon=True)
    thread.start()
    try:
        yield watch
    finally:
        watch.ended.set()
        thread.join()
