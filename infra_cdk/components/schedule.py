"""A function called by EventBridge Scheduler, with the failures of both sides kept."""

from aws_cdk import Aws, Duration
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_scheduler as scheduler
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra_cdk.components.function import ServiceFunction
from infra_cdk.components.grants import allow
from infra_cdk.settings import DeploymentSettings
from infra_cdk.spec import ScheduleTrigger

_RETRIES = 2


class FunctionSchedule(Construct):
    """Calls one function at a fixed rate. The next run makes good for a missed one, so patience is short."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        target: ServiceFunction,
        trigger: ScheduleTrigger,
        failures: sqs.IQueue,
        settings: DeploymentSettings,
    ) -> None:
        super().__init__(scope, construct_id)
        patience = Duration.minutes(trigger.every_minutes).to_seconds()
        unit = "minute" if trigger.every_minutes == 1 else "minutes"
        role = self._role(target.function, failures)
        scheduler.CfnSchedule(
            self,
            "Schedule",
            name=settings.name(target.spec.name),
            description=target.spec.purpose,
            schedule_expression=f"rate({trigger.every_minutes} {unit})",
            flexible_time_window=scheduler.CfnSchedule.FlexibleTimeWindowProperty(mode="OFF"),
            target=scheduler.CfnSchedule.TargetProperty(
                arn=target.function.function_arn,
                role_arn=role.role_arn,
                retry_policy=scheduler.CfnSchedule.RetryPolicyProperty(
                    maximum_retry_attempts=_RETRIES, maximum_event_age_in_seconds=patience
                ),
                dead_letter_config=scheduler.CfnSchedule.DeadLetterConfigProperty(arn=failures.queue_arn),
            ),
        ).node.add_dependency(role)
        self._keep_failed_runs(target, failures, patience)

    def _role(self, function: lambda_.IFunction, failures: sqs.IQueue) -> iam.Role:
        """Only our own account's schedules may use it: another's could otherwise borrow our rights."""
        role = iam.Role(
            self,
            "Role",
            assumed_by=iam.ServicePrincipal(
                "scheduler.amazonaws.com", conditions={"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}}
            ),
        )
        role.add_to_policy(allow(["lambda:InvokeFunction"], function.function_arn))
        role.add_to_policy(allow(["sqs:SendMessage"], failures.queue_arn))
        return role

    def _keep_failed_runs(self, target: ServiceFunction, failures: sqs.IQueue, patience: float) -> None:
        """The scheduler hands over asynchronously: a run that raises is Lambda's to report."""
        target.role.add_to_policy(allow(["sqs:SendMessage"], failures.queue_arn))
        lambda_.CfnEventInvokeConfig(
            self,
            "FailedRuns",
            function_name=target.function.function_name,
            qualifier="$LATEST",
            maximum_retry_attempts=0,
            maximum_event_age_in_seconds=patience,
            destination_config=lambda_.CfnEventInvokeConfig.DestinationConfigProperty(
                on_failure=lambda_.CfnEventInvokeConfig.OnFailureProperty(destination=failures.queue_arn)
            ),
        ).node.add_dependency(target.role)
