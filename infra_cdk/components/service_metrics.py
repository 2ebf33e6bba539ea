"""The metrics of running things, by their physical names."""

from aws_cdk import aws_cloudwatch as cloudwatch

from infra_cdk.components.alarms import metric
from infra_cdk.settings import DeploymentSettings
from infra_cdk.spec import FIFO, FunctionSpec, Queue


def of_function(
    settings: DeploymentSettings, spec: FunctionSpec, name: str, statistic: str = "Sum"
) -> cloudwatch.Metric:
    """A metric of one Lambda function."""
    return metric("AWS/Lambda", name, {"FunctionName": settings.name(spec.name)}, statistic)


def of_queue(settings: DeploymentSettings, queue: Queue, name: str, statistic: str = "Maximum") -> cloudwatch.Metric:
    """A metric of one work queue."""
    return metric("AWS/SQS", name, {"QueueName": settings.name(queue) + (".fifo" if queue in FIFO else "")}, statistic)


def of_api(api_id: str, name: str, statistic: str = "Sum") -> cloudwatch.Metric:
    """A metric of the HTTP API."""
    return metric("AWS/ApiGateway", name, {"ApiId": api_id}, statistic)


def of_table(settings: DeploymentSettings, name: str, statistic: str = "Sum") -> cloudwatch.Metric:
    """A metric of the table."""
    return metric("AWS/DynamoDB", name, {"TableName": settings.table}, statistic)
