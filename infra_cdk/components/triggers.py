"""Attaches to each function what calls it."""

from collections.abc import Mapping

from constructs import Construct

from infra_cdk.components.event_sources import consume_queue, consume_stream
from infra_cdk.components.function import ServiceFunction
from infra_cdk.components.queues import Queues
from infra_cdk.components.resources import Resources
from infra_cdk.components.schedule import FunctionSchedule
from infra_cdk.settings import DeploymentSettings
from infra_cdk.spec import FailuresTrigger, QueueTrigger, ScheduleTrigger, StreamTrigger


def attach_triggers(
    scope: Construct,
    functions: Mapping[str, ServiceFunction],
    *,
    resources: Resources,
    queues: Queues,
    settings: DeploymentSettings,
) -> None:
    """Bind queues, stream and schedules; routes and the authorizer belong to the HTTP API."""
    for name, target in functions.items():
        match target.spec.trigger:
            case QueueTrigger() as trigger:
                consume_queue(target, trigger, resources.queues[trigger.queue])
            case FailuresTrigger() as trigger:
                for queue in trigger.queues:
                    consume_queue(target, trigger, queues.work[queue].failures.queue, f"{queue.title()}Failures")
            case StreamTrigger() as trigger:
                consume_stream(target, trigger, resources.table, queues.relay_failures.queue, settings)
            case ScheduleTrigger() as trigger:
                FunctionSchedule(
                    scope,
                    f"{name}-schedule",
                    target=target,
                    trigger=trigger,
                    failures=queues.schedule_failures.queue,
                    settings=settings,
                )
            case _:
                pass
