"""Least privilege: each function gets the very actions of its entry in the table, on the very resources."""

from collections.abc import Iterator

from aws_cdk import Aws
from aws_cdk import aws_iam as iam

from infra_cdk.components.acknowledged import acknowledge
from infra_cdk.components.resources import Resources
from infra_cdk.settings import DeploymentSettings
from infra_cdk.spec import MAIN, FunctionSpec

# As cdk-nag writes them in the names of its findings, so that one text serves for the grant and for its reason.
_PSEUDO = {"<AWS::Partition>": Aws.PARTITION, "<AWS::Region>": Aws.REGION, "<AWS::AccountId>": Aws.ACCOUNT_ID}


def statements(spec: FunctionSpec, resources: Resources, settings: DeploymentSettings) -> Iterator[iam.PolicyStatement]:
    """The statements of one function's role; logs, triggers and anything with a wildcard aside."""
    table_arn = resources.table.table_arn
    if spec.table:
        yield allow(list(spec.table), table_arn)
    if spec.queries:
        targets = [table_arn if target == MAIN else f"{table_arn}/index/{target}" for target in spec.queries]
        yield allow(["dynamodb:Query"], *targets)
    if spec.secrets:
        yield allow(["secretsmanager:GetSecretValue"], *(resources.secrets[name].attr_id for name in spec.secrets))
    if spec.sends_to:
        yield allow(settings.send_actions, *(resources.queues[name].queue_arn for name in spec.sends_to))
    if spec.lists_bucket:
        yield allow(["s3:ListBucket"], resources.bucket.bucket_arn)
    if spec.publishes:
        yield allow(["events:PutEvents"], resources.bus.event_bus_arn)


def allow(actions: list[str], *resources: str) -> iam.PolicyStatement:
    """A statement about exactly these actions and resources."""
    return iam.PolicyStatement(actions=actions, resources=list(resources))


def allow_below(role: iam.Role, actions: list[str], pattern: str, reason: str) -> None:
    """Grant actions on everything below a prefix: the only kind of wildcard there is, and never without a reason."""
    arn = pattern
    for name, value in _PSEUDO.items():
        arn = arn.replace(name, value)
    role.add_to_policy(allow(actions, arn))
    acknowledge(role, f"AwsSolutions-IAM5[Resource::{pattern}]", reason)
