"""Metrics in log lines: CloudWatch reads them out of the embedded metric format, without a call and without a library.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from shared.clock import seconds_since
from shared.runtime.logging import logger
from shared.runtime.settings import platform_variables

NAMESPACE: Final = "OrderPay"

SERVER_ERRORS: Final = "ServerErrors"
"""Answers of 500 and above that a function made itself: no error of its invocation."""
SECONDS_TO_RELEASED: Final = "SecondsToReleased"
"""From an order's creation until ``relay_events`` has told that it is released, of orders covered at first sight."""
WEBHOOK_LAG: Final = "WebhookLag"
"""From the creation of an event at Stripe until it is processed."""
CALLBACK_DELAY: Final = "CallbackDelay"
"""From an event until the first try to tell it to the merchant's server begins."""

_VALUES: Final = 100
_LAST_SECOND: Final = 1 << 40


def emit_counts(counts: Mapping[str, int], *, function_name: str, at: datetime) -> None:
    """One line; the deployed function's name is the only dimension, so that stages stay apart."""
    logger().info("metrics", extra=_embedded(counts, "Count", function_name, at))


def counted(name: str, number: int, at: datetime) -> dict[str, Any]:
    """What makes a log line count ``number`` of ``name`` for the function that runs."""
    return _embedded({name: number}, "Count", _own_name(), at)


def timed(name: str, seconds: Sequence[float], at: datetime) -> dict[str, Any]:
    """What makes a batch's one log line carry each of these seconds as a value of the metric; nothing for none.

    A list holds 100 values at most, so what is beyond is left out: batches are smaller.
    """
    return _embedded({name: list(seconds[:_VALUES])}, "Seconds", _own_name(), at) if seconds else {}


def seconds_since_provider(created: object, now: datetime) -> float | None:
    """Seconds until now from a time as Stripe writes it: a number since 1970, or text in thin events."""
    if isinstance(created, int) and 0 < created < _LAST_SECOND:
        return (int(now.timestamp() * 1000) - created * 1000) / 1000
    return seconds_since(created, now) if isinstance(created, str) else None


def _embedded(values: Mapping[str, Any], unit: str, function_name: str, at: datetime) -> dict[str, Any]:
    directive = {
        "Namespace": NAMESPACE,
        "Dimensions": [["FunctionName"]],
        "Metrics": [{"Name": name, "Unit": unit} for name in values],
    }
    fields: dict[str, Any] = {"Timestamp": int(at.timestamp()) * 1000, "CloudWatchMetrics": [directive]}
    return {"_aws": fields, "FunctionName": function_name, **values}


def _own_name() -> str:
    return platform_variables().get("AWS_LAMBDA_FUNCTION_NAME", "")
