"""The unit prices, each with its source: AWS's list prices of us-east-1 without free tiers and volume discounts.

Read in stored copies of the pages named, none older than November 2024, and held against second sources of 2025 and
2026; the live pages were not open to us. Whoever deploys elsewhere changes this table.
"""

from dataclasses import dataclass
from typing import Final

REGION: Final = "us-east-1"
AS_OF: Final = "2026-11-22"


@dataclass(frozen=True, slots=True)
class Price:
    """``dollars`` for ``per`` units of ``service``."""

    service: str
    unit: str
    dollars: float
    per: int
    source: str

    @property
    def each(self) -> float:
        """Dollars for one unit."""
        return self.dollars / self.per


_DYNAMODB: Final = "https://aws.amazon.com/dynamodb/pricing/on-demand/"
_SQS: Final = "https://aws.amazon.com/sqs/pricing/"
_LAMBDA: Final = "https://aws.amazon.com/lambda/pricing/"
_LOGS: Final = "https://aws.amazon.com/cloudwatch/pricing/"
_MILLION: Final = 1_000_000
_GB: Final = 1 << 30

WRITE: Final = Price("DynamoDB writes", "write request unit", 0.625, _MILLION, _DYNAMODB)
READ: Final = Price("DynamoDB reads", "read request unit", 0.125, _MILLION, _DYNAMODB)
HTTP: Final = Price("HTTP API", "request (512 KB)", 1.0, _MILLION, "https://aws.amazon.com/api-gateway/pricing/")
INVOCATION: Final = Price("Lambda", "request", 0.20, _MILLION, _LAMBDA)
COMPUTE: Final = Price("Lambda", "GB-second on arm64, INIT included since August 2025", 0.0000133334, 1, _LAMBDA)
QUEUE: Final = Price("SQS", "request (64 KB) to a standard queue", 0.40, _MILLION, _SQS)
FIFO: Final = Price("SQS", "request (64 KB) to a FIFO queue", 0.50, _MILLION, _SQS)
EVENT: Final = Price(
    "EventBridge", "custom event (64 KB); delivery within the account is free", 1.0, _MILLION,
    "https://aws.amazon.com/eventbridge/pricing/",
)  # fmt: skip
SCHEDULE: Final = Price(
    "EventBridge", "run of a schedule", 1.0, _MILLION, "https://aws.amazon.com/eventbridge/pricing/#Scheduler"
)
LOG: Final = Price("CloudWatch Logs", "byte ingested", 0.50, _GB, _LOGS)
OUT: Final = Price(
    "Data out", "byte to the internet", 0.09, _GB, "https://aws.amazon.com/ec2/pricing/on-demand/#Data_Transfer"
)
STORED: Final = Price("DynamoDB storage", "GB-month", 0.25, 1, _DYNAMODB)
BACKED_UP: Final = Price("DynamoDB storage", "GB-month, recoverable to the second", 0.20, 1, _DYNAMODB)
SECRET: Final = Price("Secrets Manager", "secret-month", 0.40, 1, "https://aws.amazon.com/secrets-manager/pricing/")
ALARM: Final = Price("CloudWatch alarms", "alarm-month", 0.10, 1, _LOGS)
COMPOSITE: Final = Price("CloudWatch alarms", "composite alarm-month", 0.50, 1, _LOGS)
METRIC: Final = Price("CloudWatch metrics", "custom metric-month", 0.30, 1, _LOGS)
DASHBOARD: Final = Price("CloudWatch dashboards", "dashboard-month", 3.00, 1, _LOGS)

PRICES: Final = (
    WRITE, READ, HTTP, INVOCATION, COMPUTE, QUEUE, FIFO, EVENT, SCHEDULE, LOG, OUT, STORED, BACKED_UP, SECRET, ALARM,
    COMPOSITE, METRIC, DASHBOARD,
)  # fmt: skip
