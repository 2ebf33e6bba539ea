"""The two secrets: the operator's key, generated, and what Stripe gave the operator, filled in by a person."""

import json
import string

from aws_cdk import CfnResource, RemovalPolicy, SecretValue
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from infra_cdk.components.acknowledged import acknowledge
from infra_cdk.settings import DeploymentSettings

_KEY_LENGTH = 48
# Without webhook secrets the webhook endpoint refuses everything, without an API key no checkout starts.
_STRIPE_TEMPLATE = {"api_key": "", "webhook_secrets": []}


def operator_secret(scope: Construct, settings: DeploymentSettings) -> secretsmanager.CfnSecret:
    """A key of letters and digits that nobody has seen; the operator reads it with the AWS console or CLI."""
    secret = secretsmanager.Secret(
        scope,
        "OperatorSecret",
        secret_name=f"orderpay/{settings.stage}/operator",
        description="The operator's API key",
        generate_secret_string=secretsmanager.SecretStringGenerator(
            password_length=_KEY_LENGTH, exclude_characters=string.punctuation
        ),
        removal_policy=RemovalPolicy.RETAIN,
    )
    acknowledge(
        secret,
        "AwsSolutions-SMG4",
        "The operator's programs hold this key: a rotation behind their back would lock them out.",
    )
    return _resource(secret)


def stripe_secret(scope: Construct, settings: DeploymentSettings) -> secretsmanager.CfnSecret:
    """A JSON document to fill in; later deployments leave its content alone, because the template stays the same."""
    secret = secretsmanager.Secret(
        scope,
        "StripeSecret",
        secret_name=f"orderpay/{settings.stage}/stripe",
        description="Stripe: api_key and webhook_secrets, newest first",
        secret_string_value=SecretValue.unsafe_plain_text(json.dumps(_STRIPE_TEMPLATE)),
        removal_policy=RemovalPolicy.RETAIN,
    )
    acknowledge(
        secret, "AwsSolutions-SMG4", "Only Stripe can issue its keys; several webhook secrets overlap while one rolls."
    )
    return _resource(secret)


def _resource(secret: secretsmanager.Secret) -> secretsmanager.CfnSecret:
    resource: CfnResource | None = secret.node.default_child
    assert isinstance(resource, secretsmanager.CfnSecret)  # noqa: S101 - narrows the type
    return resource
