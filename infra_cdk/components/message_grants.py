"""Who may write to people: mail from one address, SMS to numbers and to no topic."""

from aws_cdk import Aws
from aws_cdk import aws_iam as iam

from infra_cdk.components.acknowledged import acknowledge
from infra_cdk.components.grants import allow
from infra_cdk.settings import DeploymentSettings


def allow_messages(role: iam.Role, settings: DeploymentSettings) -> None:
    """Send, and ask who wants none."""
    ours = f"arn:{Aws.PARTITION}:ses:{Aws.REGION}:{Aws.ACCOUNT_ID}"
    domain = settings.mail_sender.partition("@")[2]
    senders = [
        f"{ours}:identity/{settings.mail_sender}",
        f"{ours}:identity/{domain}",
        f"{ours}:configuration-set/{settings.mail_configuration_set}",
    ]
    # The emulator judges the call as one about no identity.
    role.add_to_policy(allow(["ses:SendEmail"], *(["*"] if settings.on_emulator else senders)))
    topics = f"arn:{Aws.PARTITION}:sns:*:*:*"
    role.add_to_policy(iam.PolicyStatement(actions=["sns:Publish"], not_resources=[topics]))
    role.add_to_policy(allow(["sns:CheckIfPhoneNumberIsOptedOut"], "*"))
    acknowledge(role, "AwsSolutions-IAM5[Resource::*]", "A phone number has no ARN: SNS knows no narrower scope.")
