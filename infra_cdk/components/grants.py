"""Least privilege: each function gets the very actions of its entry in the table, on the very resources."""

from collections.abc import Iterator

from aws_cdk import aws_iam as iam

from infra_cdk.components.resources import Resources
from infra_cdk.spec import MAIN, FunctionSpec


def statements(spec: FunctionSpec, resources: Resources) -> Iterator[iam.PolicyStatement]:
    """The statements of one function's role, logs and triggers aside."""
    table_arn = resources.table.table_arn
    if spec.table:
        yield _allow(list(spec.table), [table_arn])
    if spec.queries:
        yield _allow(
            ["dynamodb:Query"],
            [table_arn if target == MAIN else f"{table_arn}/index/{target}" for target in spec.queries],
        )
    if spec.secrets:
        yield _allow(["secretsmanager:GetSecretValue"], [resources.secrets[name].attr_id for name in spec.secrets])
    if spec.sends_to:
        yield _allow(["sqs:SendMessage"], [resources.queues[name].queue_arn for name in spec.sends_to])
    if spec.publishes:
        yield _allow(["events:PutEvents"], [resources.bus.event_bus_arn])
    if spec.bucket_prefix:
        yield _allow(["s3:PutObject"], [resources.bucket.arn_for_objects(f"{spec.bucket_prefix}*")])


def _allow(actions: list[str], resources: list[str]) -> iam.PolicyStatement:
    return iam.PolicyStatement(actions=actions, resources=resources)
