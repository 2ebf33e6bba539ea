"""The runtime API of Lambda for one process: hands out one event after the other and takes the answers.

https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
"""

import json
import queue
import time
from collections.abc import Callable
from typing import Any, Final

from bench.exchange.wire import Call, Reply

_BASE: Final = "/2018-06-01/runtime"
_SECONDS: Final = 30


class FunctionFailed(Exception):
    """The function ended, or answered with an error."""


class RuntimeApi:
    """The answers of the API; the other side of the queues is :class:`bench.process.worker.Worker`."""

    def __init__(self, look: Callable[[], tuple[float, float]]) -> None:
        self._look = look
        self._events: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self.asked: queue.SimpleQueue[tuple[float, float]] = queue.SimpleQueue()
        """For each request for an event: when it came and what CPU had been used then, both in milliseconds."""
        self.answers: queue.SimpleQueue[tuple[float, str, bytes]] = queue.SimpleQueue()
        """For each answer: when it came, ``response`` or ``error``, and the content."""

    def __call__(self, call: Call) -> Reply:
        """Serve the function's process."""
        if call.path == f"{_BASE}/invocation/next":
            self.asked.put(self._look())
            event = self._events.get()
            return Reply(410) if event is None else Reply(200, _headers(), event)
        now = time.perf_counter() * 1e3
        self.answers.put((now, call.path.rsplit("/", 1)[1], call.body))
        if call.path.endswith("/init/error"):
            self.asked.put((now, 0.0))
        return Reply(202, {"Content-Type": "application/json"}, b'{"status":"OK"}')

    def hand_out(self, event: dict[str, Any] | None) -> None:
        """Let the process have this event; ``None`` ends the wait of its last request."""
        self._events.put(None if event is None else json.dumps(event).encode())


def _headers() -> dict[str, str]:
    return {
        "Content-Type": "application/json",
        "Lambda-Runtime-Aws-Request-Id": f"{time.monotonic_ns():032x}",
        "Lambda-Runtime-Deadline-Ms": str(int((time.time() + _SECONDS) * 1e3)),
        "Lambda-Runtime-Invoked-Function-Arn": "arn:aws:lambda:eu-central-1:123456789012:function:bench",
        "Lambda-Runtime-Trace-Id": "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=0",
    }
