"""What is no order paid from credits: orders paid by link, and what a month costs however many orders there are."""

from collections.abc import Iterator
from typing import Final

from bench.costs import assumptions as given
from bench.costs import prices
from bench.costs.model import Design, Line, invocation
from bench.costs.prices import Price
from infra_cdk.functions import FUNCTIONS
from infra_cdk.spec import FIFO, FailuresTrigger, QueueTrigger, ScheduleTrigger

_LINK_PAID: Final = (
    ("order_intake: new, with its link", 1),
    ("show_payment_page: open", 2),
    ("start_checkout: first press", 1),
    ("stripe_webhook: an event", 2),
    ("process_webhook: a paid link", 1),
    ("process_webhook: a paid link, by its intent after", 1),
    ("relay_events: 1 paid order", 4),
    ("record_timeline: 1 order, new and paid", 3),
)
"""Each alone: buyers do not come in batches. The page is seen before and after, Stripe tells twice of one payment."""

_HTTP: Final = frozenset({"order_intake", "show_payment_page", "start_checkout", "stripe_webhook"})
_LINK_EVENTS: Final = 2
"""On the bus: that the order waits for its buyer, and that it is released."""

_PAGE_BYTES: Final = 6_500
_MONTH_MINUTES: Final = 30 * 24 * 60
_POLLS_A_MINUTE: Final = 3 * 5
"""Lambda keeps five pollers waiting at a queue, 20 seconds each
(https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html)."""

ALARMS: Final = 177
ALARM_METRICS: Final = 48
"""Alarms on an expression cost as much for each metric in it as an alarm on one."""
COMPOSITES: Final = 5
METRICS: Final = 6
"""Our own, by log lines; ``ServerErrors`` of every function with routes would be more, once each has failed."""
DASHBOARDS: Final = 1
SECRETS: Final = 2
"""As deployed; a test holds them against the template."""


_WATCHED: Final = (
    ("secrets", SECRETS, prices.SECRET),
    ("alarms", ALARMS, prices.ALARM),
    ("alarms on objectives", ALARM_METRICS, prices.ALARM),
    ("alarms that join those", COMPOSITES, prices.COMPOSITE),
    ("own metrics", METRICS, prices.METRIC),
    ("dashboard", DASHBOARDS, prices.DASHBOARD),
)


def paid_by_link(design: Design) -> list[Line]:
    """A million orders that buyers pay, without Stripe's fees, which are a thousand times as much."""
    return [line for line in _link_lines(design) if line.quantity]


def _link_lines(design: Design) -> Iterator[Line]:
    for name, times in _LINK_PAID:
        function, count = name.split(":")[0], design.counts[name]
        yield from invocation(design, function, name, times)
        yield Line(function, "writes", times * count.write, prices.WRITE)
        if function in _HTTP:
            yield Line(function, "request", times, prices.HTTP)
            yield Line(function, "access log", times * (given.ACCESS_LOG + given.LOG_OVERHEAD), prices.LOG)
            sent = _PAGE_BYTES if function == "show_payment_page" else given.ANSWER_BYTES
            yield Line(function, "answer", times * sent, prices.OUT)
        yield Line(function, "messages sent, received, deleted", 3 * times * count.requests, prices.QUEUE)
    yield Line("bus", "events", _LINK_EVENTS, prices.EVENT)
    yield Line("bus", "message to production sent, received, deleted", 3, prices.QUEUE)


def monthly(design: Design) -> list[tuple[str, float, Price]]:
    """What, how much of it, at which price: of a month in which nothing happens."""
    found: list[tuple[str, float, Price]] = []
    for spec in FUNCTIONS:
        if isinstance(spec.trigger, ScheduleTrigger):
            found += _scheduled(design, spec.name, _MONTH_MINUTES / spec.trigger.every_minutes)
    queues = [queue for spec in FUNCTIONS for queue in _queues(spec.trigger)]
    polls = _MONTH_MINUTES * _POLLS_A_MINUTE
    found += [(f"empty polls of {name}", polls, price) for name, price in queues]
    return [*found, *_WATCHED]


def _scheduled(design: Design, function: str, runs: float) -> Iterator[tuple[str, float, Price]]:
    nothing = {"find_missed_events": "nothing", "audit_books": "nothing to do"}.get(function, "nothing due")
    yield function, runs, prices.SCHEDULE
    for line in invocation(design, function, f"{function}: {nothing}", 1):
        yield function, runs * line.quantity, line.price


def _queues(trigger: object) -> list[tuple[str, Price]]:
    if isinstance(trigger, QueueTrigger):
        return [(trigger.queue, _price(trigger.queue))]
    if isinstance(trigger, FailuresTrigger):
        return [(f"{queue}-dlq", _price(queue)) for queue in trigger.queues]
    return []


def _price(queue: str) -> Price:
    return prices.FIFO if queue in FIFO else prices.QUEUE


def stored() -> float:
    """Gigabytes of a million paid orders, kept and recoverable."""
    return sum(given.STORED_BYTES.values()) * 1_000_000 / (1 << 30)
