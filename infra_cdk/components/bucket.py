"""The bucket for documents and for records that could not be relayed."""

from aws_cdk import Aws, Duration, RemovalPolicy
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra_cdk.components.acknowledged import acknowledge
from infra_cdk.settings import DeploymentSettings
from infra_cdk.usual import DELIVERIES, DOCUMENTS, EXPORTS, UPLOADS

REJECTED_PREFIX = "rejected/"


def documents_bucket(scope: Construct, settings: DeploymentSettings) -> s3.Bucket:
    """Private, encrypted, TLS only. Not versioned: deleting a buyer's document must delete it."""
    bucket = s3.Bucket(
        scope,
        "Bucket",
        bucket_name=f"{settings.bucket}-{Aws.ACCOUNT_ID}-{Aws.REGION}",
        block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
        object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
        encryption=s3.BucketEncryption.S3_MANAGED,
        enforce_ssl=settings.enforce_tls,
        minimum_tls_version=1.2 if settings.enforce_tls else None,
        versioned=False,
        lifecycle_rules=[
            s3.LifecycleRule(id="forget-rejected", prefix=REJECTED_PREFIX, expiration=Duration.days(90)),
            # Second nets: uploads are looked at within minutes, and documents are deleted with their links.
            s3.LifecycleRule(id="forget-uploads", prefix=UPLOADS, expiration=Duration.days(1)),
            s3.LifecycleRule(id="forget-documents", prefix=DOCUMENTS, expiration=Duration.days(91)),
            s3.LifecycleRule(id="forget-exports", prefix=EXPORTS, expiration=Duration.days(7)),
            # S3 rounds up to midnight: a body is there for as long as its delivery is shown.
            s3.LifecycleRule(id="forget-deliveries", prefix=DELIVERIES, expiration=Duration.days(90)),
            s3.LifecycleRule(id="abort-uploads", abort_incomplete_multipart_upload_after=Duration.days(1)),
        ],
        removal_policy=RemovalPolicy.RETAIN,
    )
    _tell_of_objects(bucket)
    acknowledge(
        bucket,
        "AwsSolutions-S1",
        "Few objects, written by our own functions only; CloudTrail data events give an access trail where one is due.",
    )
    return bucket


def _tell_of_objects(bucket: s3.Bucket) -> None:
    """Tell the account's own bus: a queue would have to be there before the bucket, and lies in the other stack.

    Not by the bucket's own property `event_bridge_enabled`, which brings a custom resource.
    """
    resource = bucket.node.default_child
    assert isinstance(resource, s3.CfnBucket)  # noqa: S101 - narrows the type
    resource.notification_configuration = s3.CfnBucket.NotificationConfigurationProperty(
        event_bridge_configuration=s3.CfnBucket.EventBridgeConfigurationProperty(event_bridge_enabled=True)
    )
