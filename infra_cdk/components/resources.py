"""The things that functions are given: one place where names of the environment and grants are resolved."""

from collections.abc import Mapping
from dataclasses import dataclass

from aws_cdk import Aws
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_events as events
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_secretsmanager as secretsmanager
from aws_cdk import aws_sqs as sqs

from infra_cdk.settings import DeploymentSettings
from infra_cdk.spec import Queue, Secret


@dataclass(frozen=True)
class Resources:
    """Everything that a function can be allowed to touch."""

    table: dynamodb.ITable
    bucket: s3.IBucket
    secrets: Mapping[Secret, secretsmanager.CfnSecret]
    queues: Mapping[Queue, sqs.IQueue]
    bus: events.IEventBus


def environment(resources: Resources, settings: DeploymentSettings, *, api_url: str) -> Mapping[str, str]:
    """The value of every environment name that the function table may ask for."""
    # Sessions at Stripe carry this id; two deployments on one Stripe account must not take each other's money.
    deployment_id = settings.deployment_id or f"orderpay-{settings.stage}-{Aws.ACCOUNT_ID}-{Aws.REGION}"
    return {
        "TABLE_NAME": resources.table.table_name,
        "BUCKET_NAME": resources.bucket.bucket_name,
        "BUS_NAME": resources.bus.event_bus_name,
        "OPERATOR_SECRET_ID": resources.secrets[Secret.OPERATOR].attr_id,
        "STRIPE_SECRET_ID": resources.secrets[Secret.STRIPE].attr_id,
        "STRIPE_API_BASE": settings.stripe_api_base,
        "DEPLOYMENT_ID": deployment_id,
        "PUBLIC_BASE_URL": settings.public_base_url or api_url,
        "DEBIT_QUEUE_URL": resources.queues[Queue.DEBITS].queue_url,
        "CLOSING_QUEUE_URL": resources.queues[Queue.CLOSINGS].queue_url,
        "SENDING_QUEUE_URL": resources.queues[Queue.SENDINGS].queue_url,
        "REFILL_QUEUE_URL": resources.queues[Queue.REFILLS].queue_url,
        "EXPORT_QUEUE_URL": resources.queues[Queue.EXPORTS].queue_url,
        "CLEARING_QUEUE_URL": resources.queues[Queue.CLEARINGS].queue_url,
        "CALLBACK_QUEUE_URL": resources.queues[Queue.CALLBACKS].queue_url,
        "CALLBACK_RETRY_QUEUE_URL": resources.queues[Queue.CALLBACK_RETRIES].queue_url,
        "SHOP_ORDER_QUEUE_URL": resources.queues[Queue.SHOP_ORDERS].queue_url,
        "CALLBACK_TARGETS": settings.callback_targets,
        "CALLBACK_DISABLE_HOURS": settings.callback_disable_hours,
        "MAIL_SENDER": settings.mail_sender,
        "MAIL_CONFIGURATION_SET": settings.mail_configuration_set,
        "SMS_SENDER_ID": settings.sms_sender_id,
        "SMS_FEES": settings.sms_fees,
        "DUNNING_DAYS": settings.dunning_days,
        "CLEARING_DAYS": settings.clearing_days,
        "WEBHOOK_QUEUE_URL": resources.queues[Queue.WEBHOOKS].queue_url,
    }
