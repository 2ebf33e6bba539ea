"""Everything that runs: functions, queues, bus, schedules, and the API but for its routes. All can be made again."""

from typing import Any

from aws_cdk import CfnOutput, Stack
from constructs import Construct

from infra_cdk.components.assets import dependency_layers
from infra_cdk.components.event_bus import EventBus
from infra_cdk.components.function import ServiceFunction
from infra_cdk.components.http_api import HttpApi
from infra_cdk.components.messages import MailEvents, SmsLog
from infra_cdk.components.queues import Queues
from infra_cdk.components.resources import Resources, environment
from infra_cdk.components.table import table_in_use
from infra_cdk.components.triggers import attach_triggers
from infra_cdk.components.uploads import tell_of_uploads
from infra_cdk.functions import FUNCTIONS
from infra_cdk.settings import DeploymentSettings
from infra_cdk.spec import Queue
from infra_cdk.stacks.stateful import StatefulStack


class StatelessStack(Stack):
    """Composes the function table with what the functions are given."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        settings: DeploymentSettings,
        stateful: StatefulStack,
        **options: Any,
    ) -> None:
        super().__init__(scope, construct_id, **options)
        http = HttpApi(self, "Http", settings=settings)
        queues = Queues(self, "Queues", settings=settings)
        bus = EventBus(self, "Events", settings=settings, queues=queues.work).bus
        tell_of_uploads(self, settings, queues.work[Queue.UPLOADS])
        resources = Resources(
            table=table_in_use(self, stateful.table, settings),
            bucket=stateful.bucket,
            secrets=stateful.secrets,
            queues={name: unit.queue for name, unit in queues.work.items()},
            bus=bus,
        )
        values = environment(resources, settings, api_url=http.url)
        layers = dependency_layers(self, settings)
        functions = {
            spec.name: ServiceFunction(
                self, spec, settings=settings, resources=resources, layers=layers, environment=values
            )
            for spec in FUNCTIONS
        }
        attach_triggers(self, functions, resources=resources, queues=queues, settings=settings)
        MailEvents(self, "Mail", settings=settings, deliveries=queues.work[Queue.DELIVERIES])
        for target in (each for each in functions.values() if each.spec.reads_sms_log and settings.sms_delivery_log):
            SmsLog(self, "SmsLog", reader=target, deliveries=queues.work[Queue.DELIVERIES])

        CfnOutput(self, "ApiUrl", value=http.url)
        CfnOutput(self, "ApiId", value=http.api.api_id)
        CfnOutput(self, "ReleasedQueueUrl", value=queues.work[Queue.RELEASED].queue.queue_url)
        CfnOutput(self, "BusName", value=bus.event_bus_name)
        self.api, self.functions = http.api, functions
