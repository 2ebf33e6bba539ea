"""The queue of webhook deliveries: at least once, retried with growing waits; its user sends and reports."""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass

MAX_KEPT = 20000


@dataclass
class Delivery:
    """One event on its way to one endpoint. `state`: pending, sending, delivered, failed or dropped."""

    number: int
    account: str
    endpoint: str
    event: str
    kind: str
    due: float
    copy: bool = False
    state: str = "pending"
    attempts: int = 0
    last_status: int | None = None
    arrived_before: bool = False


class DeliveryQueue:
    """Deliveries by number, with a heap of what is due."""

    def __init__(self, retry_delays: tuple[float, ...]) -> None:
        self._retry_delays = retry_delays
        self._all: dict[int, Delivery] = {}
        self._heap: list[tuple[float, int, int]] = []
        self._written = 0
        self._held: list[int] = []

    def add(self, account: str, endpoint: str, event: str, kind: str, due: float, copy: bool = False) -> Delivery:
        """Queues one event for one endpoint at `due` (unix seconds)."""
        number = len(self._all) + 1 if not self._all else next(reversed(self._all)) + 1
        delivery = Delivery(number, account, endpoint, event, kind, due, copy)
        self._all[number] = delivery
        self._push(delivery, due)
        self._forget_oldest()
        return delivery

    def _push(self, delivery: Delivery, due: float) -> None:
        self._written += 1
        delivery.due = due
        heapq.heappush(self._heap, (due, self._written, delivery.number))

    def _forget_oldest(self) -> None:
        while len(self._all) > MAX_KEPT:
            oldest = next(iter(self._all.values()))
            if oldest.state in ("pending", "sending"):
                return
            del self._all[oldest.number]

    def postpone(self, delivery: Delivery, due: float) -> None:
        """Sends this one at `due` instead."""
        self._push(delivery, due)

    def hold_for_reorder(self, delivery: Delivery, size: int, now: float, window: float) -> None:
        """Keeps deliveries back until `size` have come, then lets them go last first; at the latest after `window`."""
        self._push(delivery, now + window)
        held = [n for n in self._held if n in self._all and self._all[n].state == "pending"]
        self._held = [*held, delivery.number]
        if len(self._held) < size:
            return
        for place, number in enumerate(reversed(self._held)):
            self._push(self._all[number], now + place * 0.2)
        self._held = []

    def take_due(self, now: float, limit: int = 16) -> list[Delivery]:
        """The deliveries to send now, marked as being sent; each must be reported."""
        taken: list[Delivery] = []
        while self._heap and self._heap[0][0] <= now and len(taken) < limit:
            due, _, number = heapq.heappop(self._heap)
            delivery = self._all.get(number)
            if delivery and delivery.state == "pending" and delivery.due == due:
                delivery.state = "sending"
                taken.append(delivery)
        return taken

    def report(self, delivery: Delivery, status: int | None, now: float) -> bool:
        """Notes an attempt's HTTP status (None: no answer); true if it delivered. Otherwise plans the next attempt."""
        delivery.attempts += 1
        delivery.last_status = status
        if status is not None and 200 <= status < 300:
            delivery.state = "delivered"
            return True
        if delivery.attempts > len(self._retry_delays):
            delivery.state = "failed"
            return False
        delivery.state = "pending"
        self._push(delivery, now + self._retry_delays[delivery.attempts - 1])
        return False

    def make_due(self, deliveries: list[Delivery], now: float) -> None:
        """Sends these again at once, whatever became of them; one being sent is left alone."""
        for delivery in deliveries:
            if delivery.state != "sending":
                delivery.state = "pending"
                delivery.attempts = 0
                self._push(delivery, now)

    def hasten(self, seconds: float) -> None:
        """Makes every waiting delivery due that much sooner."""
        for delivery in self._all.values():
            delivery.due -= seconds
        self._heap = [(due - seconds, order, number) for due, order, number in self._heap]

    def next_due(self) -> float | None:
        """When the next attempt is due, or None with an empty queue."""
        return self._heap[0][0] if self._heap else None

    def busy(self, now: float) -> bool:
        """Whether anything is being sent or due by `now`."""
        return any(d.state == "sending" or (d.state == "pending" and d.due <= now) for d in self._all.values())

    def of_event(self, event: str) -> list[Delivery]:
        """All deliveries of one event."""
        return [delivery for delivery in self._all.values() if delivery.event == event]

    def undelivered(self) -> list[Delivery]:
        """Everything that has not arrived: waiting, failed or dropped."""
        return [d for d in self._all.values() if d.state in ("pending", "failed", "dropped")]

    def __iter__(self) -> Iterator[Delivery]:
        return iter(list(self._all.values()))
