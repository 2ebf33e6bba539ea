"""One Lambda from its entry in the function table: log group, role, code, layers, environment, grants."""

from collections.abc import Mapping

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra_cdk.components.acknowledged import acknowledge
from infra_cdk.components.assets import RUNTIME, architecture, function_code, layer_names
from infra_cdk.components.grants import allow_below, statements
from infra_cdk.components.message_grants import allow_messages
from infra_cdk.components.resources import Resources
from infra_cdk.settings import DeploymentSettings
from infra_cdk.spec import FunctionSpec
from infra_cdk.usual import COMMON_ENVIRONMENT

LOG_RETENTION = logs.RetentionDays.ONE_MONTH
_WHY_THIS_RUNTIME = "Python 3.13 is what the layer is resolved for and what our budgets are measured on; see ADR 0011."


class ServiceFunction(Construct):
    """A deployed function; triggers are attached by the component of the trigger's kind."""

    def __init__(
        self,
        scope: Construct,
        spec: FunctionSpec,
        *,
        settings: DeploymentSettings,
        resources: Resources,
        layers: Mapping[str, lambda_.ILayerVersion],
        environment: Mapping[str, str],
    ) -> None:
        super().__init__(scope, spec.name)
        self.spec = spec
        log_group = self._log_group(settings)
        self.role = self._role(settings, resources, log_group)
        self.function = lambda_.Function(
            self,
            "Function",
            function_name=settings.name(spec.name),
            description=spec.purpose,
            code=function_code(spec.name, settings),
            handler=spec.handler,
            runtime=RUNTIME,
            architecture=architecture(settings),
            layers=[layers[name] for name in layer_names(spec.name, settings)],
            role=self.role,
            log_group=log_group,
            memory_size=spec.memory_mb,
            timeout=Duration.seconds(spec.timeout_seconds),
            environment={**COMMON_ENVIRONMENT, **{name: environment[name] for name in spec.environment}},
        )
        acknowledge(self.function, "AwsSolutions-L1", _WHY_THIS_RUNTIME)

    def _log_group(self, settings: DeploymentSettings) -> logs.LogGroup:
        return logs.LogGroup(
            self,
            "Logs",
            log_group_name=f"/orderpay/{settings.stage}/{self.spec.name}",
            retention=LOG_RETENTION,
            removal_policy=RemovalPolicy.DESTROY,
        )

    def _role(self, settings: DeploymentSettings, resources: Resources, log_group: logs.LogGroup) -> iam.Role:
        role = iam.Role(
            self,
            "Role",
            assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
            description=f"{settings.name(self.spec.name)}: {self.spec.purpose}",
        )
        log_group.grant_write(role)
        for statement in statements(self.spec, resources, settings):
            role.add_to_policy(statement)
        for below in self.spec.objects:
            allow_below(
                role,
                list(below.access),
                f"arn:<AWS::Partition>:s3:::{settings.bucket}-<AWS::AccountId>-<AWS::Region>/{below.prefix}*",
                "The names below this prefix are made at run time; the prefix is the narrowest scope there is.",
            )
        if self.spec.sends_messages:
            allow_messages(role, settings)
        return role
