"""Alarms on what runs. Dead-letter queues bring their own."""

from constructs import Construct

from infra_cdk.components.alarms import add_alarm
from infra_cdk.components.runbook import Page
from infra_cdk.components.service_metrics import of_api, of_function, of_queue
from infra_cdk.functions import FUNCTIONS
from infra_cdk.settings import DeploymentSettings
from infra_cdk.spec import QueueTrigger, StreamTrigger

_MINUTE_MS = 60_000
_OLD_MESSAGE_SECONDS = 300
_SERVER_ERRORS = 5
_OF_EVERY_FUNCTION = {"Errors": Page.FUNCTION_ERRORS, "Throttles": Page.FUNCTION_THROTTLES}


def add_service_alarms(scope: Construct, settings: DeploymentSettings, api_id: str) -> None:
    """Errors and throttles of every function, lag of stream and queues, and 5xx answers at the door."""
    for spec in FUNCTIONS:
        for name, page in _OF_EVERY_FUNCTION.items():
            add_alarm(
                scope,
                f"{spec.name}-{name}",
                metric=of_function(settings, spec, name),
                threshold=1,
                periods=3,
                description=f"{spec.name}: {name.lower()} in three minutes in a row.",
                page=page,
            )
        _add_lag_alarm(scope, settings, spec.name, spec.trigger)
    add_alarm(
        scope,
        "Api5xx",
        metric=of_api(api_id, "5xx"),
        threshold=_SERVER_ERRORS,
        periods=2,
        description="The API answers with server errors.",
        page=Page.API_SERVER_ERRORS,
    )


def _add_lag_alarm(scope: Construct, settings: DeploymentSettings, name: str, trigger: object) -> None:
    match trigger:
        case StreamTrigger():
            spec = next(spec for spec in FUNCTIONS if spec.name == name)
            add_alarm(
                scope,
                f"{name}-IteratorAge",
                metric=of_function(settings, spec, "IteratorAge", "Maximum"),
                threshold=5 * _MINUTE_MS,
                periods=3,
                description=f"{name}: events are more than five minutes behind the table.",
                page=Page.STREAM_LAG,
            )
        case QueueTrigger(queue=queue):
            add_alarm(
                scope,
                f"{name}-OldestMessage",
                metric=of_queue(settings, queue, "ApproximateAgeOfOldestMessage"),
                threshold=_OLD_MESSAGE_SECONDS,
                periods=3,
                description=f"{name}: a message waits for more than five minutes.",
                page=Page.QUEUE_LAG,
            )
        case _:
            pass
