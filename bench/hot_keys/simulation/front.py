"""Clients that send orders and come back when they are refused, the gateway, and the real intake function."""

import json
from collections import Counter
from dataclasses import dataclass
from random import Random
from typing import Final

from bench.hot_keys.calls import Json, event
from bench.hot_keys.limits import CONCURRENCY
from bench.hot_keys.simulation.broken import Broken
from bench.hot_keys.simulation.buckets import Buckets
from bench.hot_keys.simulation.limited_table import LimitedTable
from bench.hot_keys.simulation.loop import Loop
from bench.hot_keys.simulation.timing import Timing
from functions.order_intake.handler import lambda_handler as order_intake

BURST_SECONDS: Final = 1.0
REPEATS: Final = (0.5, 1.0)
"""The longest waits before the table's client tries a throttled call again, as AWS's SDKs do."""
_FIRST_WAIT, _LONGEST_WAIT = 0.2, 10.0
_ANSWER_LOST: Final = 0.01
_REFUSED: Final = frozenset({429, 503})


@dataclass(slots=True)
class Sent:
    """One order of a client: when it was first sent, when it was taken, how often it was refused."""

    merchant_id: str
    number: int
    at: float
    taken_at: float | None = None
    order_id: str = ""
    refusals: int = 0

    @property
    def body(self) -> Json:
        """What the client sends."""
        return {
            "source": "shop",
            "external_id": f"order-{self.number:010d}",
            "amount": 100,
            "currency": "EUR",
            "items": [{"description": "Poster 50 x 70 cm, matt", "quantity": 1, "unit_amount": 100}],
            "customer": {"name": "Ada Lovelace", "email": "ada@example.com", "locale": "de"},
        }


class Front:
    """``rate`` is what the gateway lets through a second. Every order that was ever sent is in ``sent``."""

    def __init__(self, loop: Loop, table: LimitedTable, timing: Timing, chance: Random, rate: float) -> None:
        self.sent: list[Sent] = []
        self.answers: Counter[tuple[str, int]] = Counter()
        self.most_at_once = 0
        self._loop = loop
        self._table = table
        self._timing = timing
        self._chance = chance
        self._gate: Buckets[str] = Buckets(rate, BURST_SECONDS)
        self._at_once = 0

    def send(self, merchant_id: str) -> None:
        """A new order, now."""
        order = Sent(merchant_id, len(self.sent), self._loop.now)
        self.sent.append(order)
        self._request(order)

    def _request(self, order: Sent) -> None:
        if not self._gate.take({"orders": 1}, self._loop.now):
            self._answered(order, 429, {})
        elif self._at_once >= (CONCURRENCY.value or 0):
            self._answered(order, 503, {})
        else:
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
            self._invoke(order, 0)

    def _invoke(self, order: Sent, repeat: int) -> None:
        """What is throttled is tried again within the same invocation: the function waits, and nobody else has it."""
        self._table.at = self._loop.now + self._timing.invocation
        answer = order_intake(event("POST /v1/orders", order.body, merchant_id=order.merchant_id), None)
        if answer["statusCode"] == 503 and repeat < len(REPEATS):
            wait = self._chance.random() * REPEATS[repeat]
            self._loop.at(self._table.at + wait, lambda: self._invoke(order, repeat + 1))
            return
        self._loop.at(self._table.at, lambda: self._ended(order, answer))

    def _ended(self, order: Sent, answer: Json) -> None:
        self._at_once -= 1
        self._answered(order, answer["statusCode"], answer)

    def _answered(self, order: Sent, status: int, answer: Json) -> None:
        self.answers[order.merchant_id, status] += 1
        if status in _REFUSED:
            longest = min(_LONGEST_WAIT, _FIRST_WAIT * 2.0**order.refusals)
            order.refusals += 1
            self._loop.at(self._loop.now + self._chance.uniform(0.5, 1.0) * longest, lambda: self._request(order))
            return
        if status not in (200, 201):
            raise Broken(f"intake answered {answer}")
        if order.taken_at is None:
            order.taken_at, order.order_id = self._loop.now, json.loads(answer["body"])["id"]
            if self._chance.random() < _ANSWER_LOST:
                # The client never saw it and sends the same again.
                self._loop.at(self._loop.now + 1.0, lambda: self._request(order))
