"""Idempotency keys (https://docs.stripe.com/api/idempotent_requests).

The answer of the first request is kept for 24 hours once its endpoint began to execute, errors included, and
replayed to the same request. A result is not kept when the request was refused before that.
"""

from dataclasses import dataclass

from local.stripe_simulator.errors import StripeError, invalid_request
from local.stripe_simulator.wire import Response

KEPT_FOR = 86400.0
MAX_LENGTH = 255
DIFFERENT_PARAMETERS = (
    "Keys for idempotent requests can only be used with the same parameters they were first used with. "
    "Try using a key other than '{key}' if you meant to execute a different request."
)
DIFFERENT_ENDPOINT = (
    "Keys for idempotent requests can only be used for the same endpoint they were first used for "
    "('{path}' vs '{first}'). Try using a key other than '{key}' if you meant to execute a different request."
)
IN_USE = (
    "There is currently another in-progress request using this Idempotent Key (that probably means you submitted "
    "twice, and the other request is still going through): {key}. Please try again later."
)


@dataclass
class Entry:
    """What is known of a key: the request it came with, and its answer once there is one."""

    path: str
    params: str
    at: float
    answer: Response | None = None


class IdempotencyKeys:
    """Keys by account. Entries are forgotten after 24 hours."""

    def __init__(self) -> None:
        self._entries: dict[tuple[str, str], Entry] = {}

    def begin(self, account: str, key: str, path: str, params: str, now: float) -> Response | None:
        """The stored answer to replay, or None after noting that the request is under way.

        Raises StripeError: 400 idempotency_error for another request under the key, 409 while one is under way.
        """
        if not key or len(key) > MAX_LENGTH:
            raise invalid_request("Idempotency-Key must be between 1 and 255 characters long.")
        self._forget_old(now)
        entry = self._entries.get((account, key))
        if entry is None:
            self._entries[account, key] = Entry(path, params, now)
            return None
        if entry.path != path:
            raise conflict(DIFFERENT_ENDPOINT.format(path=path, first=entry.path, key=key))
        if entry.params != params:
            raise conflict(DIFFERENT_PARAMETERS.format(key=key))
        if entry.answer is None:
            raise StripeError(409, "idempotency_error", IN_USE.format(key=key), code="idempotency_key_in_use")
        return entry.answer

    def keep(self, account: str, key: str, answer: Response) -> None:
        """Stores the answer for replays."""
        self._entries[account, key].answer = answer

    def release(self, account: str, key: str) -> None:
        """Forgets a request that was refused before it began to execute."""
        self._entries.pop((account, key), None)

    def age(self, seconds: float) -> None:
        """Makes every key that much older."""
        for entry in self._entries.values():
            entry.at -= seconds

    def _forget_old(self, now: float) -> None:
        while self._entries:
            oldest = next(iter(self._entries))
            entry = self._entries[oldest]
            if entry.answer is None or now - entry.at < KEPT_FOR:
                return
            del self._entries[oldest]


def conflict(message: str) -> StripeError:
    """400 `idempotency_error`."""
    return StripeError(400, "idempotency_error", message)
