"""What a person on call looks at: one dashboard, and alarms on what no queue alarm sees."""

from typing import Any

from aws_cdk import Stack
from constructs import Construct

from infra_cdk.components.audit_alarms import add_audit_alarms
from infra_cdk.components.burn_alarms import add_burn_alarms
from infra_cdk.components.dashboard import Dashboard
from infra_cdk.components.service_alarms import add_service_alarms
from infra_cdk.settings import DeploymentSettings


class ObservabilityStack(Stack):
    """Watches the stateless stack by the names of things; nothing depends on it."""

    def __init__(
        self, scope: Construct, construct_id: str, *, settings: DeploymentSettings, api_id: str, **options: Any
    ) -> None:
        super().__init__(scope, construct_id, **options)
        add_service_alarms(self, settings, api_id)
        add_audit_alarms(self, settings)
        add_burn_alarms(self, settings)
        Dashboard(self, "Dashboard", settings=settings, api_id=api_id)
