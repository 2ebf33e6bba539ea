"""What must survive is encrypted, recoverable and not deletable by accident."""

import json
from collections.abc import Mapping
from typing import Any

from bench.units.indexes import INDEXES
from shared.exports.model import KEPT
from tests.infra.assembly import Assembly


def test_table_is_streamed_recoverable_and_protected(assembly: Assembly) -> None:
    table = assembly.one("AWS::DynamoDB::Table")

    assert table.body["DeletionPolicy"] == table.body["UpdateReplacePolicy"] == "Retain"
    assert table.properties["BillingMode"] == "PAY_PER_REQUEST"
    assert table.properties["DeletionProtectionEnabled"] is True
    assert table.properties["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert table.properties["StreamSpecification"] == {"StreamViewType": "NEW_AND_OLD_IMAGES"}
    assert table.properties["TimeToLiveSpecification"] == {"AttributeName": "ttl", "Enabled": True}


def test_table_has_the_keys_and_indexes_of_the_architecture_page(assembly: Assembly) -> None:
    table = assembly.one("AWS::DynamoDB::Table").properties

    assert _keys(table) == ["pk", "sk"]
    indexes = {index["IndexName"]: index for index in table["GlobalSecondaryIndexes"]}
    assert {name: _keys(index) for name, index in indexes.items()} == {
        "list": ["list_pk", "list_sk"],
        "due": ["due_pk", "due_sk"],
    }
    assert indexes["list"]["Projection"] == {"ProjectionType": "KEYS_ONLY"}
    assert indexes["due"]["Projection"] == {"ProjectionType": "KEYS_ONLY"}


def test_units_are_counted_for_the_indexes_that_are_deployed(assembly: Assembly) -> None:
    deployed = assembly.one("AWS::DynamoDB::Table").properties["GlobalSecondaryIndexes"]

    assert {index.name: ([index.partition, index.sort], index.whole) for index in INDEXES} == {
        index["IndexName"]: (_keys(index), index["Projection"] == {"ProjectionType": "ALL"}) for index in deployed
    }


def test_bucket_is_private_encrypted_and_forgets(assembly: Assembly) -> None:
    bucket = assembly.one("AWS::S3::Bucket")

    assert bucket.body["DeletionPolicy"] == "Retain"
    assert set(bucket.properties["PublicAccessBlockConfiguration"].values()) == {True}
    rules = bucket.properties["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert rules == [{"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]
    assert "VersioningConfiguration" not in bucket.properties, "deleting a document must delete it"
    lifecycle = {rule["Id"]: rule for rule in bucket.properties["LifecycleConfiguration"]["Rules"]}
    assert lifecycle["forget-rejected"]["Prefix"] == "rejected/"
    assert lifecycle["forget-rejected"]["ExpirationInDays"] == 90
    kept = {name: (rule["Prefix"], rule["ExpirationInDays"]) for name, rule in lifecycle.items() if "Prefix" in rule}
    assert kept["forget-uploads"] == ("uploads/", 1)
    assert kept["forget-documents"] == ("documents/", 91)
    assert kept["forget-deliveries"] == ("deliveries/", 90), "as long as a delivery is shown"
    assert kept["forget-exports"] == ("exports/", KEPT.days), "as long as the API says"


def test_bucket_tells_the_accounts_bus_of_its_objects(assembly: Assembly) -> None:
    told = assembly.one("AWS::S3::Bucket").properties["NotificationConfiguration"]

    assert told == {"EventBridgeConfiguration": {"EventBridgeEnabled": True}}


def test_bucket_refuses_plain_http_and_old_tls(assembly: Assembly) -> None:
    statements = assembly.one("AWS::S3::BucketPolicy").properties["PolicyDocument"]["Statement"]

    denied = [statement["Condition"] for statement in statements if statement["Effect"] == "Deny"]
    assert {"Bool": {"aws:SecureTransport": "false"}} in denied
    assert {"NumericLessThan": {"s3:TlsVersion": 1.2}} in denied


def test_operator_secret_is_generated_and_no_template_holds_a_key(assembly: Assembly) -> None:
    secrets = {item.properties["Name"]: item for item in assembly.resources("AWS::SecretsManager::Secret")}

    assert all(secret.body["DeletionPolicy"] == "Retain" for secret in secrets.values())
    generated = secrets["orderpay/dev/operator"].properties["GenerateSecretString"]
    assert generated["PasswordLength"] >= 40
    assert all(symbol in generated["ExcludeCharacters"] for symbol in "\"'\\ @/".replace(" ", ""))
    stripe = secrets["orderpay/dev/stripe"].properties
    assert json.loads(stripe["SecretString"]) == {"api_key": "", "webhook_secrets": []}


def _keys(schema: Mapping[str, Any]) -> list[str]:
    return [key["AttributeName"] for key in schema["KeySchema"]]


KEPT_KINDS = {"AWS::DynamoDB::Table", "AWS::S3::Bucket", "AWS::SecretsManager::Secret"}
"""What holds data that nobody can make again."""


def test_what_holds_data_is_in_the_stateful_stack_and_stays_when_the_stack_goes(assembly: Assembly) -> None:
    holding = [each for each in assembly.resources() if each.kind in KEPT_KINDS]
    assert {each.kind for each in holding} == KEPT_KINDS
    assert {each.stack for each in holding} == {"OrderpayStateful"}
    for each in holding:
        policies = (each.body.get("DeletionPolicy"), each.body.get("UpdateReplacePolicy"))
        assert policies == ("Retain", "Retain"), each.logical_id


def test_the_stateful_stack_holds_nothing_but_data_and_who_may_read_it(assembly: Assembly) -> None:
    kinds = {each.kind for each in assembly.resources() if each.stack == "OrderpayStateful"}
    assert kinds == {*KEPT_KINDS, "AWS::S3::BucketPolicy"}, "what can be made again belongs to another stack"


def test_the_stateful_stack_alone_cannot_be_deleted_by_one_command(assembly: Assembly) -> None:
    manifest = json.loads((assembly.folder / "manifest.json").read_text())["artifacts"]
    stacks = {name: each["properties"] for name, each in manifest.items() if "stack" in each["type"]}
    protected = {name for name, each in stacks.items() if each.get("terminationProtection")}
    assert protected == {"OrderpayStateful"}


def test_everything_is_encrypted_with_the_keys_that_aws_keeps(assembly: Assembly) -> None:
    """Decision 13: no key of one's own, whose loss would be the loss of everything behind it."""
    assert list(assembly.resources("AWS::KMS::Key")) == []
    table = assembly.one("AWS::DynamoDB::Table").properties
    assert table["SSESpecification"] == {"SSEEnabled": False}, "the service's own key"
    assert all("KmsKeyId" not in each.properties for each in assembly.resources("AWS::SecretsManager::Secret"))
    queues = list(assembly.resources("AWS::SQS::Queue"))
    assert queues
    assert all("KmsMasterKeyId" not in each.properties for each in queues)
    assert all(each.properties["SqsManagedSseEnabled"] is True for each in queues)
