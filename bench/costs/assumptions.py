"""What the model takes for given because this machine cannot measure it: each with where it comes from."""

import re
from dataclasses import dataclass
from math import fsum
from typing import Final

from bench.counts import Count
from infra_cdk.functions import FUNCTIONS

VCPU_MB: Final = 1_769
"""Memory with which a function has one whole CPU; less memory has its share of one.

https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
"""

MEMORY_MB: Final = {spec.name: spec.memory_mb for spec in FUNCTIONS}
"""As deployed."""

COLD_SHARE: Final = 0.01
"""Of invocations; AWS: "typically under 1%"
(https://aws.amazon.com/blogs/compute/aws-lambda-standardizes-billing-for-init-phase)."""

INIT_MS: Final = 205.0
"""Of a cold start at a whole CPU: the budget, which is a function with a bare boto3 client; ours take less of it."""

CPU_MS: Final = 1.33
"""Of an invocation at a whole CPU: again what the bare one takes; each item that it carries takes a hundredth more."""

CALL_MS: Final = {
    "GetItem": 4.0,
    "BatchGetItem": 8.0,
    "Query": 6.0,
    "PutItem": 5.0,
    "UpdateItem": 5.0,
    "DeleteItem": 5.0,
    "TransactWriteItems": 20.0,
    "SendMessage": 10.0,
    "SendMessageBatch": 12.0,
    "PutEvents": 15.0,
    "PutObject": 30.0,
    "GetObject": 30.0,
    "DeleteObject": 30.0,
    "CreateMultipartUpload": 30.0,
    "UploadPart": 100.0,
    "CompleteMultipartUpload": 50.0,
    "stripe": 350.0,
    "POST": 400.0,
}
"""Milliseconds to wait for an answer within the region: AWS promises single-digit ones for a read or a write, the rest
is rounded up from what users publish. Twice as much would cost a million orders in full batches eight cents more.
``POST`` is to a merchant's server."""

BESIDE_EACH_OTHER: Final = frozenset({"POST"})
"""All of a batch at once: the slowest ends it, and is waited for once."""

PLATFORM_LOG: Final = 300
"""Bytes of START, END and REPORT, in text."""

ACCESS_LOG: Final = 450
"""Bytes of an access log entry with the fields of infra_cdk/components/http_api.py."""

LOG_OVERHEAD: Final = 26
"""Bytes to each log event
(https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html)."""

ANSWER_BYTES: Final = 1_200
"""Of an answered order with its headers."""

CALLBACK_BYTES: Final = 2_000
"""Of a callback with its headers and its share of the TLS handshake."""

STORED_BYTES: Final = {"order": 655, "order in the list index": 655, "timeline": 826, "share of payment and page": 97}
"""Of an order paid with 96 others, 100 bytes of overhead to each item included: `bench.units` on such items."""


@dataclass(frozen=True, slots=True)
class Load:
    """How orders come: so many together in a stream batch, a debit message and a transaction."""

    name: str
    together: int
    authorizations: float
    """To an order: API Gateway keeps an answer for 60 seconds."""

    text: str


ALONE: Final = Load("alone", 1, 1.0, "no two orders of a merchant within a minute: a million a month from thousands")
STEADY: Final = Load("steady", 10, 0.1, "ten orders to a batch: a million a day over a few dozen merchants")
BUSY: Final = Load("busy", 97, 0.01, "full batches: bulk import, a busy merchant, a queue that has to be caught up")
LOADS: Final = (BUSY, STEADY, ALONE)


def milliseconds(function: str, count: Count) -> float:
    """How long an invocation is billed for, its share of cold starts included."""
    waiting = fsum(_waits(call) * CALL_MS[_service(call)] for call in count.calls)
    carried = max((int(size) for size in re.findall(r" of (\d+)", " ".join(count.calls))), default=1)
    cpu = CPU_MS * (1 + carried / 100) + COLD_SHARE * INIT_MS
    return waiting + cpu * VCPU_MB / MEMORY_MB[function]


def _waits(call: str) -> int:
    return 1 if _service(call) in BESIDE_EACH_OTHER else _times(call)


def _times(call: str) -> int:
    found = re.match(r"(\d+) x ", call)
    return int(found[1]) if found else 1


def _service(call: str) -> str:
    name = re.sub(r"^\d+ x ", "", call)
    return name.split(" ")[0]
