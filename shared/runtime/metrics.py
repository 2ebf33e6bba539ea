"""Metrics in log lines: CloudWatch reads them out of the embedded metric format, without a call and without a library.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from shared.runtime.logging import logger

NAMESPACE: Final = "OrderPay"


def emit_counts(counts: Mapping[str, int], *, function_name: str, at: datetime) -> None:
    """One line; the deployed function's name is the only dimension, so that stages stay apart."""
    directive = {
        "Namespace": NAMESPACE,
        "Dimensions": [["FunctionName"]],
        "Metrics": [{"Name": name, "Unit": "Count"} for name in counts],
    }
    fields: dict[str, Any] = {"Timestamp": int(at.timestamp()) * 1000, "CloudWatchMetrics": [directive]}
    logger().info("metrics", extra={"_aws": fields, "FunctionName": function_name, **counts})
