"""Real parallel requests: all set out together, and who is sent away for now comes again, as a real client does."""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any

import httpx

from tests.support.local_stack import LocalStack
from tests.support.shop import Shop

Json = dict[str, Any]
Wish = Callable[[], httpx.Response]

_TRIES = 60
_LONGEST_ROUND = 3
_PATIENCE = 90


class PatientTransport(httpx.HTTPTransport):
    """Sends again what was throttled or told to come back: 429 and 503, and the 500 of an authorizer without a slot.

    A function that dies answers 502: that is a defect, and stays one.
    """

    def __init__(self) -> None:
        super().__init__(limits=httpx.Limits(max_connections=100, max_keepalive_connections=100))
        self.sent = 0
        self.sent_away = 0
        self._counting = threading.Lock()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """One request until it is served, at most about half a minute."""
        for number in range(_TRIES):
            answer = super().handle_request(request)
            answer.read()
            come_again = _come_again(answer)
            with self._counting:
                self.sent += 1
                self.sent_away += come_again
            if not come_again:
                break
            time.sleep(random.uniform(0.5, 1.0) * min(0.05 * 2**number, 1.0))  # noqa: S311
        return answer


def _come_again(answer: httpx.Response) -> bool:
    if answer.status_code == 500:
        return bool(answer.json() == {"message": "Internal Server Error"})
    return answer.status_code in {429, 503}


@dataclass
class Race:
    """What one race came to over all its rounds; `last_seconds` is about how long a round takes at present."""

    name: str
    clients: int = 0
    rounds: int = 0
    seconds: float = 0.0
    last_seconds: float = 0.5
    winners: Counter[str] = field(default_factory=Counter)
    refusals: Counter[str] = field(default_factory=Counter)
    orders: list[Json] = field(default_factory=list)
    transport: PatientTransport = field(default_factory=PatientTransport)

    def __post_init__(self) -> None:
        self._http = httpx.Client(transport=self.transport, timeout=_PATIENCE)

    def shops(self, stack: LocalStack, count: int) -> Iterator[Shop]:
        """A fresh shop for each round, that calls patiently and on connections of its own."""
        return (self.patient(stack).new_shop() for _ in range(count))

    def patient(self, stack: LocalStack) -> LocalStack:
        """The stack, called patiently."""
        return replace(stack, http=self._http)

    def run(self, wishes: Iterable[Wish]) -> list[httpx.Response]:
        """One round: everybody sets out at the same moment. The last answer of each, in the order of the wishes."""
        ready = list(wishes)
        random.shuffle(order := list(range(len(ready))))
        gate = threading.Barrier(len(ready))

        def go(place: int) -> tuple[int, httpx.Response]:
            gate.wait()
            return place, ready[place]()

        started = time.monotonic()
        with ThreadPoolExecutor(len(ready)) as pool:
            answers = dict(pool.map(go, order))
        seconds = time.monotonic() - started
        self.seconds += seconds
        self.last_seconds = min(seconds, _LONGEST_ROUND)
        self.rounds += 1
        self.clients = max(self.clients, len(ready))
        found = [answers[place] for place in range(len(ready))]
        self.refusals.update(code_of(answer) for answer in found if answer.status_code >= 400)
        return found

    def note(self, orders: Sequence[Json], ends: Counter[str]) -> None:
        """Keep how a round ended."""
        self.orders.extend(orders)
        self.winners.update(ends)

    def row(self) -> tuple[str, ...]:
        """One line of the table."""
        sent, away = self.transport.sent, self.transport.sent_away
        pace = f"{sent / self.seconds:.0f}" if self.seconds else "-"
        return (
            self.name,
            str(self.clients),
            str(self.rounds),
            str(sent),
            str(away),
            pace,
            _counted(self.winners),
            _counted(self.refusals),
        )


HEADINGS = ("race", "clients", "rounds", "requests", "throttled", "per s", "ends", "refused")


def table(races: Sequence[Race]) -> list[str]:
    """All races, one line each."""
    rows = [HEADINGS, *(race.row() for race in races)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def code_of(answer: httpx.Response) -> str:
    """The stable code of a problem document, or the bare status."""
    content_type = answer.headers.get("content-type", "")
    return str(answer.json()["code"]) if content_type == "application/problem+json" else str(answer.status_code)


def _counted(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items())) or "-"
