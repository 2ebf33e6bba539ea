"""The routes of the API, in a stack of their own: one stack holds 500 resources (decision 49)."""

from typing import Any

from aws_cdk import Stack
from constructs import Construct

from infra_cdk.components.http_api import Routes
from infra_cdk.settings import DeploymentSettings
from infra_cdk.stacks.stateless import StatelessStack


class RoutesStack(Stack):
    """Binds what is called over HTTP to what answers."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        settings: DeploymentSettings,
        stateless: StatelessStack,
        **options: Any,
    ) -> None:
        super().__init__(scope, construct_id, **options)
        Routes(self, "Http", settings=settings, api=stateless.api, functions=stateless.functions)
