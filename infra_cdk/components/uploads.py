"""What the bucket tells of uploads, on its way to the queue of those who look at them."""

from aws_cdk import Aws, Duration
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from constructs import Construct

from infra_cdk.components.queue import WorkQueue
from infra_cdk.settings import DeploymentSettings
from infra_cdk.usual import UPLOADS


def tell_of_uploads(scope: Construct, settings: DeploymentSettings, queue: WorkQueue) -> None:
    """Every object that is made below the prefix of uploads; S3 tells it at least once, in no order."""
    bucket = f"{settings.bucket}-{Aws.ACCOUNT_ID}-{Aws.REGION}"
    events.Rule(
        scope,
        "Uploads",
        rule_name=settings.name("uploads"),
        description="Documents that were uploaded are looked at",
        event_pattern=events.EventPattern(
            source=["aws.s3"],
            detail_type=["Object Created"],
            detail={"bucket": {"name": [bucket]}, "object": {"key": [{"prefix": UPLOADS}]}},
        ),
        targets=[
            targets.SqsQueue(
                queue.queue,
                dead_letter_queue=queue.failures.queue,
                # Longer than a form is good for: what nobody looked at by then is told as missing anyway.
                max_event_age=Duration.hours(2),
                retry_attempts=185,
            )
        ],
    )
