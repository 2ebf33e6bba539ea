"""Mail and SMS to people: who may send them, and how we hear what became of them (decisions 0029 and 0030)."""

from aws_cdk import Aws, Duration
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import aws_ses as ses
from constructs import Construct

from infra_cdk.components.function import ServiceFunction
from infra_cdk.components.grants import allow
from infra_cdk.components.queue import WorkQueue
from infra_cdk.settings import DeploymentSettings

_TOLD = ("BOUNCE", "COMPLAINT", "DELIVERY", "REJECT")
_EVENTS = ["Email Bounced", "Email Complaint Received", "Email Delivered", "Email Rejected"]
_SMS_LOGS = {"Delivered": "DirectPublishToPhoneNumber", "Failed": "DirectPublishToPhoneNumber/Failure"}


class MailEvents(Construct):
    """What SES tells of this deployment's mail, in a queue. SES publishes to the default bus alone."""

    def __init__(
        self, scope: Construct, construct_id: str, *, settings: DeploymentSettings, deliveries: WorkQueue
    ) -> None:
        super().__init__(scope, construct_id)
        name = settings.mail_configuration_set
        self._publish(name)
        events.Rule(
            self,
            "Told",
            rule_name=settings.name("mail-told"),
            description="What SES tells of mail that this deployment sent",
            event_pattern=events.EventPattern(
                source=["aws.ses"],
                detail_type=_EVENTS,
                detail={"mail": {"tags": {"ses:configuration-set": [name]}}},
            ),
            targets=[
                targets.SqsQueue(
                    deliveries.queue,
                    dead_letter_queue=deliveries.failures.queue,
                    max_event_age=Duration.hours(24),
                    retry_attempts=185,
                )
            ],
        )

    def _publish(self, name: str) -> None:
        told = ses.CfnConfigurationSet(
            self,
            "ConfigurationSet",
            name=name,
            sending_options=ses.CfnConfigurationSet.SendingOptionsProperty(sending_enabled=True),
            reputation_options=ses.CfnConfigurationSet.ReputationOptionsProperty(reputation_metrics_enabled=True),
            delivery_options=ses.CfnConfigurationSet.DeliveryOptionsProperty(tls_policy="REQUIRE"),
            suppression_options=ses.CfnConfigurationSet.SuppressionOptionsProperty(
                suppressed_reasons=["BOUNCE", "COMPLAINT"]
            ),
        )
        destination = ses.CfnConfigurationSetEventDestination(
            self,
            "ToBus",
            configuration_set_name=name,
            event_destination=ses.CfnConfigurationSetEventDestination.EventDestinationProperty(
                name="default-bus",
                enabled=True,
                matching_event_types=list(_TOLD),
                event_bridge_destination=ses.CfnConfigurationSetEventDestination.EventBridgeDestinationProperty(
                    event_bus_arn=f"arn:{Aws.PARTITION}:events:{Aws.REGION}:{Aws.ACCOUNT_ID}:event-bus/default"
                ),
            ),
        )
        destination.add_resource_dependency(told)


class SmsLog(Construct):
    """SNS's log of deliveries calls the function. The log is the account's: a person has switched it on before."""

    def __init__(self, scope: Construct, construct_id: str, *, reader: ServiceFunction, deliveries: WorkQueue) -> None:
        super().__init__(scope, construct_id)
        failures = deliveries.failures.queue.queue_arn
        reader.role.add_to_policy(allow(["sqs:SendMessage"], failures))
        lambda_.CfnEventInvokeConfig(
            self,
            "FailedRuns",
            function_name=reader.function.function_name,
            qualifier="$LATEST",
            maximum_retry_attempts=2,
            destination_config=lambda_.CfnEventInvokeConfig.DestinationConfigProperty(
                on_failure=lambda_.CfnEventInvokeConfig.OnFailureProperty(destination=failures)
            ),
        ).node.add_dependency(reader.role)
        for name, suffix in _SMS_LOGS.items():
            group = f"sns/{Aws.REGION}/{Aws.ACCOUNT_ID}/{suffix}"
            permission = lambda_.CfnPermission(
                self,
                f"{name}Permission",
                action="lambda:InvokeFunction",
                function_name=reader.function.function_arn,
                principal="logs.amazonaws.com",
                source_account=Aws.ACCOUNT_ID,
                source_arn=f"arn:{Aws.PARTITION}:logs:{Aws.REGION}:{Aws.ACCOUNT_ID}:log-group:{group}:*",
            )
            subscription = logs.CfnSubscriptionFilter(
                self,
                name,
                destination_arn=reader.function.function_arn,
                log_group_name=group,
                filter_pattern="{ $.status = * }",
            )
            subscription.add_resource_dependency(permission)
