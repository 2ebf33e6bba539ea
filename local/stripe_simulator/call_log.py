"""Records API traffic so that it can be checked against the API's description afterwards."""

from collections import deque
from typing import Any

from local.stripe_simulator.wire import Request, Response

Json = dict[str, Any]
KEPT_HEADERS = ("idempotency-key", "stripe-version", "stripe-account")


class CallLog:
    """The last calls, oldest first; bounded, so a long run does not grow."""

    def __init__(self, limit: int) -> None:
        self._calls: deque[tuple[Request, Response]] = deque(maxlen=limit)

    def add(self, request: Request, response: Response) -> None:
        """Remembers one call as it was answered."""
        self._calls.append((request, response))

    def clear(self) -> None:
        """Forgets all calls."""
        self._calls.clear()

    def records(self) -> list[Json]:
        """Each call as `{"method", "path", "body", "status", "response", "headers", "lost"}`; no credentials."""
        return [record(request, response) for request, response in self._calls]


def record(request: Request, response: Response) -> Json:
    """One call. `body` is the form text, or None without one; `path` carries the query."""
    return {
        "method": request.method,
        "path": request.url,
        "body": request.text() if request.body else None,
        "status": response.status,
        "response": response.json(),
        "headers": {name: request.headers[name] for name in KEPT_HEADERS if name in request.headers},
        "lost": response.lost,
    }
