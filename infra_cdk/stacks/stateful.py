"""What must survive everything: table, bucket, secrets."""

from typing import Any

from aws_cdk import CfnOutput, Stack
from constructs import Construct

from infra_cdk.components.bucket import documents_bucket
from infra_cdk.components.secrets import operator_secret, stripe_secret
from infra_cdk.components.table import payments_table
from infra_cdk.settings import DeploymentSettings
from infra_cdk.spec import Secret


class StatefulStack(Stack):
    """Data and secrets; deployed first, retained when the stack goes."""

    def __init__(self, scope: Construct, construct_id: str, *, settings: DeploymentSettings, **options: Any) -> None:
        super().__init__(scope, construct_id, **options)
        self.table = payments_table(self, settings)
        self.bucket = documents_bucket(self, settings)
        self.secrets = {
            Secret.OPERATOR: operator_secret(self, settings),
            Secret.STRIPE: stripe_secret(self, settings),
        }
        if settings.restored_table:
            self._go_on_exporting()
        CfnOutput(self, "TableName", value=settings.restored_table or self.table.table_name)
        CfnOutput(self, "BucketName", value=self.bucket.bucket_name)
        CfnOutput(self, "OperatorSecretArn", value=self.secrets[Secret.OPERATOR].attr_id)
        CfnOutput(self, "StripeSecretArn", value=self.secrets[Secret.STRIPE].attr_id)

    def _go_on_exporting(self) -> None:
        """What the other stack imports until it is deployed: CloudFormation takes no export away that is in use."""
        for value in (self.table.table_arn, self.table.table_name, self.table.table_stream_arn):
            self.export_value(value)
