"""The vocabulary of the function table: plain data, without the CDK, so that tests can read it at no cost."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

MAIN: Final = "table"
"""Stands for the table itself where a query target is named; anything else is the name of an index."""

USUAL_RATE: Final = 500
"""Requests a second that a route takes."""


class Access(StrEnum):
    """What a function may do to items of the table. A transaction needs the action of each of its parts."""

    GET = "dynamodb:GetItem"
    BATCH_GET = "dynamodb:BatchGetItem"
    PUT = "dynamodb:PutItem"
    UPDATE = "dynamodb:UpdateItem"
    DELETE = "dynamodb:DeleteItem"
    CHECK = "dynamodb:ConditionCheckItem"


class ObjectAccess(StrEnum):
    """What a function may do to objects of the bucket."""

    GET = "s3:GetObject"
    PUT = "s3:PutObject"
    DELETE = "s3:DeleteObject"


@dataclass(frozen=True)
class Objects:
    """Everything in the bucket whose key begins with a prefix, and what may be done to it."""

    prefix: str
    access: tuple[ObjectAccess, ...]


class Secret(StrEnum):
    """The secrets of the stateful stack."""

    OPERATOR = "operator"
    STRIPE = "stripe"


class Queue(StrEnum):
    """The queues that something of ours sends to or reads from."""

    DEBITS = "debits"
    WEBHOOKS = "webhooks"
    CLOSINGS = "closings"
    SENDINGS = "sendings"
    DELIVERIES = "deliveries"
    UPLOADS = "uploads"
    ACCRUALS = "accruals"
    REFILLS = "refills"
    EXPORTS = "exports"
    CLEARINGS = "clearings"
    CALLBACKS = "callbacks"
    CALLBACK_RETRIES = "callback-retries"
    SHOP_ORDERS = "shop-orders"
    RELEASED = "released"


FIFO: Final = frozenset({Queue.DEBITS, Queue.CALLBACKS, Queue.CALLBACK_RETRIES, Queue.SHOP_ORDERS})
"""Those that keep an order, group by group."""


class Audience(StrEnum):
    """Whose key opens a route."""

    PUBLIC = "public"
    OPERATOR = "operator"
    MERCHANT = "merchant"


@dataclass(frozen=True)
class Route:
    """One explicit route of the HTTP API, written as API Gateway writes it: `POST /v1/orders`.

    ``per_second`` is how many requests API Gateway lets through before it answers 429, for all callers together.
    """

    key: str
    audience: Audience
    per_second: int = USUAL_RATE

    @property
    def method(self) -> str:
        """The HTTP method."""
        return self.key.split(" ", 1)[0]

    @property
    def path(self) -> str:
        """The path with its `{parameters}`."""
        return self.key.split(" ", 1)[1]


@dataclass(frozen=True)
class AuthorizerTrigger:
    """Called by the HTTP API to decide on a key."""


@dataclass(frozen=True)
class QueueTrigger:
    """Called with batches of a queue; failed messages are reported one by one."""

    queue: Queue
    max_concurrency: int
    batch_size: int = 10


@dataclass(frozen=True)
class FailuresTrigger:
    """Called with what ends in the dead-letter queues of these queues."""

    queues: tuple[Queue, ...]
    max_concurrency: int = 2
    batch_size: int = 10


@dataclass(frozen=True)
class StreamTrigger:
    """Called with batches of the table's stream: changes of items of these kinds.

    ``besides`` are kinds of which only some changes pass: those after which the text at this path is one of these.

    ``gather_seconds`` waits for a batch to fill, so that several changes of one item come together.
    """

    kinds: tuple[str, ...]
    besides: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = ()
    gather_seconds: int = 0
    batch_size: int = 100
    parallelization: int = 2


@dataclass(frozen=True)
class ScheduleTrigger:
    """Called every so many minutes."""

    every_minutes: int


Trigger = AuthorizerTrigger | QueueTrigger | FailuresTrigger | StreamTrigger | ScheduleTrigger


@dataclass(frozen=True)
class FunctionSpec:
    """One Lambda function: its trigger, its environment and exactly what it may do.

    ``sends_messages``: SMS and mail to people. ``reads_sms_log``: SNS's log of deliveries calls it, where a deployment
    has that.
    """

    name: str
    purpose: str
    routes: tuple[Route, ...] = ()
    trigger: Trigger | None = None
    environment: tuple[str, ...] = ()
    table: tuple[Access, ...] = ()
    queries: tuple[str, ...] = ()
    secrets: tuple[Secret, ...] = ()
    sends_to: tuple[Queue, ...] = ()
    publishes: bool = False
    objects: tuple[Objects, ...] = ()
    lists_bucket: bool = False
    sends_messages: bool = False
    reads_sms_log: bool = False
    timeout_seconds: int = 15
    memory_mb: int = 512

    @property
    def handler(self) -> str:
        """The handler string of the deployed function."""
        return f"functions.{self.name}.handler.lambda_handler"
