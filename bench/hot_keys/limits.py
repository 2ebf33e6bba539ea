"""AWS's documented limits that one merchant can meet, each with the page that states it (read in November 2026).

``counted`` are the ones that ceilings are computed from or that the simulation applies; the others are stated beside.
"""

from dataclasses import dataclass
from typing import Final

_DYNAMO: Final = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide"
_LAMBDA: Final = "https://docs.aws.amazon.com/lambda/latest/dg"
_SQS: Final = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide"


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit: ``value`` is its number, ``None`` where the rule is no number."""

    name: str
    value: int | None
    rule: str
    source: str
    counted: bool = False


PARTITION_WRITES: Final = Limit(
    "DynamoDB: writes to a partition",
    1_000,
    "Write units a second, of the table and of each index for itself, whatever the capacity mode.",
    f"{_DYNAMO}/bp-partition-key-design.html",
    counted=True,
)
PARTITION_READS: Final = Limit(
    "DynamoDB: reads of a partition",
    3_000,
    "Read units a second.",
    f"{_DYNAMO}/bp-partition-key-design.html",
    counted=True,
)
TRANSACTION_FACTOR: Final = Limit(
    "DynamoDB: transactional writes",
    2,
    "Every item of a transaction is written twice, to prepare and to commit, also one that is only checked. Index"
    " entries follow after the transaction and count once.",
    f"{_DYNAMO}/transaction-apis.html",
    counted=True,
)
INDEX_MOVE: Final = Limit(
    "DynamoDB: an index key that changes",
    2,
    "Two index writes: the entry is deleted under the old key and put under the new one.",
    f"{_DYNAMO}/GSI.html",
    counted=True,
)
BACK_PRESSURE: Final = Limit(
    "DynamoDB: back-pressure of an index",
    None,
    "An index partition that cannot keep up has the writes to the table refused that it has to follow.",
    f"{_DYNAMO}/gsi-throttling.html",
    counted=True,
)
BURST: Final = Limit(
    "DynamoDB: burst capacity",
    300,
    "Seconds of unused capacity that are kept; AWS may use them itself without notice, so nothing here counts on them.",
    f"{_DYNAMO}/burst-adaptive-capacity.html",
)
SPLIT: Final = Limit(
    "DynamoDB: split for heat",
    None,
    "A partition that is hot for minutes is split, never within one item, nor within a collection whose sort key only"
    " grows, as in the list index: nothing here counts on it.",
    "https://aws.amazon.com/blogs/database/part-3-scaling-dynamodb-how-partitions-hot-keys-and-split-for-heat-impact-performance/",
)
NEW_TABLE: Final = Limit(
    "DynamoDB: a new on-demand table",
    4_000,
    "Write units a second at first, then twice the last peak within half an hour: a table that expects more is warmed.",
    f"{_DYNAMO}/on-demand-capacity-mode.html",
)
TABLE_QUOTA: Final = Limit(
    "DynamoDB: quota of an on-demand table",
    40_000,
    "Write units a second of the table and of each index, unless a higher quota was asked for.",
    f"{_DYNAMO}/ServiceQuotas.html",
)
STREAM_READERS: Final = Limit(
    "DynamoDB: readers of a stream's shard",
    2,
    "More may be throttled; the relay and the timelines are the two.",
    f"{_DYNAMO}/Streams.html",
)
FIFO_PARTITION: Final = Limit(
    "SQS: a partition of a high-throughput FIFO queue",
    3_000,
    "Messages a second in batches of ten (300 calls of each kind); one group lies in one partition.",
    f"{_SQS}/high-throughput-fifo.html",
    counted=True,
)
FIFO_GROUP: Final = Limit(
    "Lambda: a FIFO group",
    1,
    "Batch at a time: as many invocations at once as there are groups, and ten messages at most to each.",
    f"{_LAMBDA}/services-sqs-scaling.html",
    counted=True,
)
CONCURRENCY: Final = Limit(
    "Lambda: invocations at once",
    1_000,
    "Of all functions of the account together, unless a higher quota was asked for.",
    f"{_LAMBDA}/lambda-concurrency.html",
    counted=True,
)
SCALING: Final = Limit(
    "Lambda: growth",
    1_000,
    "More invocations at once every ten seconds, of each function for itself.",
    f"{_LAMBDA}/scaling-behavior.html",
)
GATEWAY: Final = Limit(
    "API Gateway: requests",
    10_000,
    "A second, of all APIs of the account in a region (2,500 in some regions); a burst of half of it.",
    "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html",
)
BUS: Final = Limit(
    "EventBridge: PutEvents",
    10_000,
    "Calls a second in us-east-1, us-west-2 and eu-west-1, 2,400 in eu-central-1, down to 400 elsewhere; ten events fit"
    " a call.",
    "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html",
)

LIMITS: Final = (
    PARTITION_WRITES, PARTITION_READS, TRANSACTION_FACTOR, INDEX_MOVE, BACK_PRESSURE, BURST, SPLIT, NEW_TABLE,
    TABLE_QUOTA, STREAM_READERS, FIFO_PARTITION, FIFO_GROUP, CONCURRENCY, SCALING, GATEWAY, BUS,
)  # fmt: skip
