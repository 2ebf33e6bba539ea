"""The deployed system in one process: real handlers, stand-ins beneath them, and what its callers know."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from random import Random
from typing import Any, Final

from pydantic_core import from_json

from infra_cdk.functions import FUNCTIONS, ROUTES
from infra_cdk.spec import StreamTrigger
from shared.errors import AppError
from shared.stripe_gateway.client import StripeGateway
from tests.simulation.api_gateway import FORBIDDEN, ApiGateway
from tests.simulation.faults import AT_CALLS, AT_INVOCATION
from tests.simulation.invariants import CHECKS
from tests.simulation.invariants.books import Books
from tests.support.simulation.clock import VirtualClock
from tests.support.simulation.gate import Gate
from tests.support.simulation.gated_table import GatedTable
from tests.support.simulation.gateway import in_process_gateway
from tests.support.simulation.post_office import PostOffice
from tests.support.simulation.provider import Provider
from tests.support.simulation.queues import Queue, SqsClient
from tests.support.simulation.servers import Servers
from tests.support.simulation.sinks import BucketClient, BusClient
from tests.support.simulation.stream import Stream, Wire
from tests.support.simulation.table import MemoryTable
from tests.support.simulation.tasks import Armed, Task

Json = dict[str, Any]
Handler = Callable[[Mapping[str, Any], Any], Any]
_LONGEST: Final = {spec.name: float(spec.timeout_seconds) for spec in FUNCTIONS}
"""Seconds after which the platform ends an invocation, by function."""
_NEWS: Final = {spec.name: spec.trigger.kinds for spec in FUNCTIONS if isinstance(spec.trigger, StreamTrigger)}
"""Kinds of item whose changes the stream tells, by function that it tells."""
_BESIDES: Final = {
    (spec.name, kind): (path, frozenset(texts))
    for spec in FUNCTIONS
    if isinstance(spec.trigger, StreamTrigger)
    for kind, path, texts in spec.trigger.besides
}
"""Of these only while this attribute says one of these words."""
_FUNCTION_OF: Final = {route.key: spec.name for route, spec in ROUTES}


@dataclass(frozen=True)
class Answer:
    """What an HTTP caller got."""

    status: int
    text: str
    headers: Mapping[str, str]

    @cached_property
    def json(self) -> Json:
        """The body parsed."""
        return dict(from_json(self.text))


@dataclass(frozen=True, slots=True)
class Known:
    """A thing that a merchant knows of, with what its request was."""

    merchant_id: str
    id: str
    body: Json


@dataclass
class Memory:
    """What callers and buyers remember."""

    merchants: list[str] = field(default_factory=list)
    orders: list[Known] = field(default_factory=list)
    links: list[Known] = field(default_factory=list)
    payments: list[Known] = field(default_factory=list)
    invoices: list[Known] = field(default_factory=list)
    urls: list[str] = field(default_factory=list)
    requests: list[tuple[Handler, Json, "OnAnswer"]] = field(default_factory=list)
    numbers: int = 0

    def number(self) -> int:
        """The next one."""
        self.numbers += 1
        return self.numbers


OnAnswer = Callable[[Answer], None]


class World:
    """One history's surroundings (see :class:`tests.support.simulation.install.Surroundings`)."""

    def __init__(self, seed: int, struck: Counter[str]) -> None:
        self.seed = seed
        self.random = Random(seed)  # noqa: S311 - repeatable on purpose
        self.struck = struck
        self.clock = VirtualClock()
        self.gate = Gate(self.clock, AT_CALLS, struck)
        self.memory = MemoryTable()
        wire = Wire()
        self.stream = Stream("relay_events", wire)
        self.timelines = Stream("record_timeline", wire)
        self.provider = Provider(self.clock)
        self.books = Books(self.memory, self.provider, CHECKS, self.clock)
        self.queues = {
            "debits": Queue("debits", self.clock, 120, fifo=True),
            "webhooks": Queue("webhooks", self.clock, 360),
            "closings": Queue("closings", self.clock, 360),
            "sendings": Queue("sendings", self.clock, 180),
            "refills": Queue("refills", self.clock, 360),
            "clearings": Queue("clearings", self.clock, 360),
            "callbacks": Queue("callbacks", self.clock, 180, fifo=True),
            "callback-retries": Queue("callback-retries", self.clock, 360, fifo=True),
            "shop-orders": Queue("shop-orders", self.clock, 360, fifo=True),
        }
        self.table = GatedTable(self.gate, self.memory)
        self.sqs = SqsClient(self.gate, self.queues)
        self.bus = BusClient(self.gate)
        self.bucket = BucketClient(self.gate)
        self.post_office = PostOffice(self.gate)
        self.servers = Servers(self.gate, self.clock)
        self.books.events, self.books.tries, self.books.struck = self.bus.events, self.servers.tries, struck
        self.books.began, self.servers.on_try = self._began, self.books.tried
        self.books.connected.objects = self.bucket.objects
        self.gateway: StripeGateway = in_process_gateway(self.gate, self.provider, self.books.after_provider_call)
        self.api = ApiGateway(self.clock)
        self.known = Memory()
        self.paused: list[Task] = []
        self.failures: list[str] = []
        self.armed = Armed(())
        self.resting_since = "~"
        self.poison: set[str] = set()
        self.memory.on_commit = self._committed

    def start(self, function: str, run: Callable[[], Any], done: Callable[[Task], None]) -> None:
        """Begin an invocation of this function; what is left of the step's faults waits for it."""

        def ended(task: Task) -> None:
            if task in self.paused:
                self.paused.remove(task)
            done(task)

        task = Task(function, run, ended)
        task.started_at, task.longest = self.clock.seconds(), _LONGEST[function]
        if self.armed.left and (kind := self.armed.take(AT_INVOCATION)) is not None:
            AT_INVOCATION[kind](task)
            self.struck[kind] += 1
        self.gate.run(task, lambda: task.start(self.armed))
        if not task.ended:
            self.paused.append(task)

    def resume(self, task: Task) -> None:
        """Let a paused invocation go on."""
        self.gate.run(task, task.resume)

    def kill(self, task: Task) -> None:
        """The platform ends an invocation."""
        self.gate.run(task, task.kill)

    def end(self) -> None:
        """The history is over: what still runs dies, and all that knows of each other is let go without a collector."""
        for task in list(self.paused):
            self.kill(task)
        vars(self).clear()

    def repeatable(self, handler: Handler, event: Json, on_answer: OnAnswer) -> None:
        """An HTTP call that its caller may repeat later."""
        self.known.requests.append((handler, event, on_answer))
        self.request(handler, event, on_answer)

    def hand_out(self, url: str) -> None:
        """Somebody has this address of a hosted page now."""
        self.books.hand_out(url)
        if url not in self.known.urls:
            self.known.urls.append(url)

    def request(self, handler: Handler, event: Json, on_answer: OnAnswer) -> None:
        """An HTTP call; nobody hears of one that crashed."""
        function = _FUNCTION_OF[event["routeKey"]]

        def done(task: Task) -> None:
            if task.error is not None:
                # The platform answers 500; anything unexpected is a defect, whatever the caller does.
                self.note_error(function, task)
            elif not task.crashed and task.result is not FORBIDDEN:
                on_answer(Answer(task.result["statusCode"], task.result["body"], task.result["headers"]))

        self.start(function, lambda: self.api.answer(handler, event), done)

    def note_error(self, name: str, task: Task) -> None:
        """Remember an error that no fault of ours explains."""
        if task.error is not None and not isinstance(task.error, AppError) and not _injected(task.error):
            self.failures.append(f"{name}: {task.error!r}")

    def pass_time(self, seconds: float) -> None:
        """Time goes by; what has run for too long dies, and the provider does what is due."""
        self.clock.pass_time(seconds)
        for task in list(self.paused):
            if self.clock.seconds() - task.started_at > task.longest:
                self.struck["function_timed_out"] += 1
                self.kill(task)
        self.provider.simulator.tick()

    def _began(self) -> float:
        return self.gate.task.started_at if self.gate.task is not None else self.clock.seconds()

    def _committed(self, changes: Any) -> None:
        happened = int(self.clock.seconds())
        for change in changes:
            kind = (change.new or change.old or {}).get("kind")
            for stream in (self.stream, self.timelines):
                if kind in _NEWS[stream.reader] or _is_news_besides(stream.reader, change.new):
                    stream.add(change, happened)
            if change.old is None and kind in ("order", "link"):
                self._meet(change.new)
        self.books.committed(changes)

    def _meet(self, item: Json) -> None:
        """Who has a shop finds its orders, and their links, in lists."""
        if item.get("source") in self.books.connected.shops:
            customer = from_json(item["details"]).get("customer", {})
            body = {"amount": item["amount"], "customer": customer}
            self.known.orders.append(Known(item["merchant_id"], item["id"], body))
        elif item.get("target_id") in self.books.connected.orders:
            body = {"token": item["token"], "order": item["target_id"]}
            self.known.links.append(Known(item["merchant_id"], item["id"], body))


def _is_news_besides(reader: str, new: Mapping[str, Any] | None) -> bool:
    if new is None or (found := _BESIDES.get((reader, new.get("kind", "")))) is None:
        return False
    (*outer, inner), texts = found
    for name in outer:
        new = new.get(name) or {}
    return new.get(inner) in texts


def _injected(error: Exception) -> bool:
    return type(error).__name__ == "SinkError"
