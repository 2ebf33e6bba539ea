"""One page that answers: do orders come in, do they get paid, what is stuck."""

from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct

from infra_cdk.components.alarms import metric
from infra_cdk.components.service_metrics import of_api, of_function, of_queue, of_table
from infra_cdk.functions import FUNCTIONS
from infra_cdk.objectives import OBJECTIVES, Objective
from infra_cdk.settings import DeploymentSettings
from infra_cdk.spec import Queue, StreamTrigger

_HALF = 12


class Dashboard(Construct):
    """From the door to the books, top to bottom."""

    def __init__(self, scope: Construct, construct_id: str, *, settings: DeploymentSettings, api_id: str) -> None:
        super().__init__(scope, construct_id)
        readers = [spec for spec in FUNCTIONS if isinstance(spec.trigger, StreamTrigger)]
        cloudwatch.Dashboard(
            self,
            "Dashboard",
            dashboard_name=settings.name("overview"),
            widgets=[
                [
                    _graph("Requests", [of_api(api_id, name) for name in ("Count", "4xx", "5xx")]),
                    _graph("Latency p50 and p99", [of_api(api_id, "Latency", stat) for stat in ("p50", "p99")]),
                ],
                [
                    _graph("Errors", [of_function(settings, spec, "Errors") for spec in FUNCTIONS]),
                    _graph("Throttles", [of_function(settings, spec, "Throttles") for spec in FUNCTIONS]),
                ],
                [
                    _graph("Waiting messages", [_of(settings, queue, "Visible") for queue in Queue]),
                    _graph(
                        "Behind the table, ms",
                        [of_function(settings, each, "IteratorAge", "Maximum") for each in readers],
                    ),
                ],
                [
                    _graph(
                        "Oldest message, s",
                        [of_queue(settings, each, "ApproximateAgeOfOldestMessage") for each in Queue],
                    ),
                    *(_graph(each.name, _measured(settings, each)) for each in OBJECTIVES[:1]),
                ],
                [_graph(each.name, _measured(settings, each)) for each in OBJECTIVES[1:3]],
                [_graph(each.name, _measured(settings, each)) for each in OBJECTIVES[3:]],
                [
                    _graph("Write units", [of_table(settings, "ConsumedWriteCapacityUnits")]),
                    _graph("Table throttles", [of_table(settings, "WriteThrottleEvents")]),
                ],
            ],
        )


def _measured(settings: DeploymentSettings, objective: Objective) -> list[cloudwatch.Metric]:
    """What the objective is judged by, in five minutes."""
    dimensions = {"FunctionName": settings.name(objective.function)}
    return [metric(each.namespace, each.name, dimensions, each.statistic, 5) for each in objective.measures.values()]


def _of(settings: DeploymentSettings, queue: Queue, what: str) -> cloudwatch.Metric:
    return of_queue(settings, queue, f"ApproximateNumberOfMessages{what}")


def _graph(title: str, metrics: list[cloudwatch.Metric]) -> cloudwatch.GraphWidget:
    return cloudwatch.GraphWidget(title=title, left=list[cloudwatch.IMetric](metrics), width=_HALF)
