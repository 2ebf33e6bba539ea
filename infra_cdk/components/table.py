"""The one table: key schema and indexes as `docs/architecture.md` says, kept whatever happens to the stack."""

from aws_cdk import RemovalPolicy
from aws_cdk import aws_dynamodb as dynamodb
from constructs import Construct

from infra_cdk.settings import DeploymentSettings

_INDEXES = {"list": dynamodb.ProjectionType.KEYS_ONLY, "due": dynamodb.ProjectionType.KEYS_ONLY}


def payments_table(scope: Construct, settings: DeploymentSettings) -> dynamodb.Table:
    """On demand, streamed, recoverable to any second of 35 days, and not deletable by accident."""
    table = dynamodb.Table(
        scope,
        "Table",
        table_name=settings.own_table,
        partition_key=_string("pk"),
        sort_key=_string("sk"),
        billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
        stream=dynamodb.StreamViewType.NEW_AND_OLD_IMAGES,
        time_to_live_attribute="ttl",
        point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
            point_in_time_recovery_enabled=True
        ),
        encryption=dynamodb.TableEncryption.DEFAULT,
        deletion_protection=True,
        removal_policy=RemovalPolicy.RETAIN,
    )
    for name, projection in _INDEXES.items():
        table.add_global_secondary_index(
            index_name=name,
            partition_key=_string(f"{name}_pk"),
            sort_key=_string(f"{name}_sk"),
            projection_type=projection,
        )
    return table


def table_in_use(scope: Construct, own: dynamodb.Table, settings: DeploymentSettings) -> dynamodb.ITable:
    """The stack's own table, or the one that was restored beside it (docs/restore.md)."""
    if not settings.restored_table:
        return own
    return dynamodb.Table.from_table_attributes(
        scope,
        "RestoredTable",
        table_name=settings.restored_table,
        table_stream_arn=settings.restored_stream_arn,
        global_indexes=[*_INDEXES],
    )


def _string(name: str) -> dynamodb.Attribute:
    return dynamodb.Attribute(name=name, type=dynamodb.AttributeType.STRING)
