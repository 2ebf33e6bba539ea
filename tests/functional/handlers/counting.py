"""Counting what one invocation calls: the table, the queues, the bus, the bucket and the provider."""

import io
import logging
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

import pytest
import stripe

from bench.counts import Count, merged
from shared.aws.client import JsonService
from shared.callbacks.posting.port import Answer
from shared.runtime import bucket, callback_wiring, wiring
from shared.runtime.logging import logger
from shared.runtime.secrets import secret_text
from shared.table import keys
from tests.functional.handlers.shop import Shop
from tests.support.aws import TABLE
from tests.support.meter import Call, Meter, MeteredTable
from tests.support.receivers import Receivers
from tests.support.watched_table import WatchedTable

Case = Callable[[Shop], Callable[[], object]]
"""Prepares a use case; what it returns is the one invocation that is counted."""

_CHUNK: Final = 65_536
"""SQS and EventBridge bill by these (https://aws.amazon.com/sqs/pricing, https://aws.amazon.com/eventbridge/pricing)."""

_LOG_STEP: Final = 50
_ID: Final = re.compile(r"/(cs|pi|re|evt|dp|ch|acct|cus|pm|seti|mandate|po)_[^/?]+")


class CountedService:
    """A service of AWS that tells the meter of its calls."""

    def __init__(self, inner: JsonService, meter: Meter) -> None:
        self._inner = inner
        self._meter = meter

    def call(self, operation: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """The same call."""
        self._meter.calls.append(_call(operation, parameters))
        return self._inner.call(operation, parameters)


class CountedBucket:
    """The calls to the bucket."""

    def __init__(self, inner: Any, meter: Meter) -> None:
        self._inner = inner
        self._meter = meter
        self.exceptions = inner.exceptions

    def __getattr__(self, name: str) -> Callable[..., Any]:
        """The same call: S3 names its operations as the SDK names its methods, without underscores."""
        method = getattr(self._inner, name)

        def counted(**parameters: Any) -> Any:
            self._meter.note(name.title().replace("_", ""))
            return method(**parameters)

        return counted


class CountedServers(Receivers):
    """Merchants' servers, and the calls to them."""

    def __init__(self, meter: Meter) -> None:
        super().__init__()
        self._meter = meter

    def post(self, url: str, headers: Mapping[str, str], body: bytes, *, seconds: float) -> Answer:
        """The same call."""
        self._meter.note("POST to a merchant's server")
        return super().post(url, headers, body, seconds=seconds)


def expect(found: object, wanted: object) -> None:
    """What is counted must have gone the way it is named by."""
    assert found == wanted, found


@contextmanager
def metered(monkeypatch: pytest.MonkeyPatch) -> Iterator[Meter]:
    """A meter at every way out of the product, for the world of one test with its table in memory.

    All that is due is in one shard, so that its turn does not depend on its id.
    """
    meter = Meter()
    watched: Any = wiring.table(TABLE)
    assert isinstance(watched, WatchedTable)
    service, counted_bucket = wiring.service, CountedBucket(bucket.s3(), meter)
    send, servers = stripe.RequestsClient.request, CountedServers(meter)

    def counted(client: Any, method: str, url: str, *rest: Any) -> Any:
        path = _ID.sub("/{id}", re.split("/v[12]/", url)[-1].split("?")[0])
        meter.note(f"stripe {method} {path}")
        return send(client, method, url, *rest)

    with monkeypatch.context() as patch:
        patch.setattr(keys, "shard_of", lambda *_: 0)
        patch.setattr(wiring, "table", lambda _: MeteredTable(watched, meter))
        patch.setattr(wiring, "service", lambda kind: CountedService(service(kind), meter))
        patch.setattr(callback_wiring, "poster", lambda _: servers)
        patch.setattr(callback_wiring, "together", lambda call, plans: [call(plan) for plan in plans])
        patch.setattr(bucket, "s3", lambda: counted_bucket)
        patch.setattr(stripe.RequestsClient, "request", counted)
        yield meter


def count(meter: Meter, shop: Shop, case: Case) -> Count:
    """Prepare the use case and count its invocation."""
    run = case(shop)
    for name in ("STRIPE_SECRET_ID", "OPERATOR_SECRET_ID"):
        secret_text(shop.world.resources.environment[name])
    with meter.reading() as calls, _log_lines() as lines:
        run()
        return _counted(calls, len(lines.getvalue().encode()))


def _counted(calls: list[Call], logged: int) -> Count:
    return Count(
        calls=merged(call.name if call.entries is None else f"{call.name} of {call.entries}" for call in calls),
        table=sum(call.units.table for call in calls),
        index=sum(call.units.index for call in calls),
        read=sum(call.units.read for call in calls),
        requests=sum(call.billed for call in calls if call.name.startswith("SendMessage")),
        messages=sum(call.entries or 1 for call in calls if call.name.startswith("SendMessage")),
        events=sum(call.billed for call in calls if call.name == "PutEvents"),
        log=-(-logged // _LOG_STEP) * _LOG_STEP,
    )


@contextmanager
def _log_lines() -> Iterator[io.StringIO]:
    """What the product's logger writes."""
    (handler,) = [each for each in logger().handlers if type(each) is logging.StreamHandler]
    before = handler.setStream(lines := io.StringIO())
    try:
        yield lines
    finally:
        if before is not None:
            handler.setStream(before)


def _call(operation: str, parameters: Mapping[str, Any]) -> Call:
    """With how many messages or events it carries, and how many the service bills."""
    match operation:
        case "SendMessage":
            return Call(operation, billed=_chunks(parameters["MessageBody"]))
        case "SendMessageBatch":
            bodies = [entry["MessageBody"] for entry in parameters["Entries"]]
            return Call(operation, len(bodies), billed=_chunks("".join(bodies)))
        case "PutEvents":
            details = [entry["Detail"] for entry in parameters["Entries"]]
            return Call(operation, len(details), billed=sum(_chunks(detail) for detail in details))
        case _:
            return Call(operation)


def _chunks(text: str) -> int:
    return max(1, -(-len(text.encode()) // _CHUNK))
