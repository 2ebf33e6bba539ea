"""The quick half of the conformance suite: moto knows the expressions and the transactions."""

from collections.abc import Iterator
from typing import Final

import boto3
import pytest
from moto import mock_aws

from shared.table.dynamo import DynamoTable
from tests.conformance.comparison import compare
from tests.conformance.operations import CONDITIONS
from tests.support import aws

_MOTO_DIFFERS: Final = ("#nothing = :nothing", "#number < :text", "#flag = :one")
"""It takes an absent attribute for null, and true for 1, and compares numbers with text; others do not."""

_CONDITIONS: Final = [each for each in CONDITIONS if not any(part in each.expression for part in _MOTO_DIFFERS)]


@pytest.fixture(scope="module")
def dynamo() -> Iterator[DynamoTable]:
    """A table in moto's memory."""
    with pytest.MonkeyPatch.context() as environment, mock_aws():
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            environment.setenv(name, "testing")
        aws.client.cache_clear()
        aws._create_table()
        client = boto3.client("dynamodb", aws.REGION)
        yield DynamoTable(client, aws.TABLE, lambda _: None)
        aws.client.cache_clear()


@pytest.mark.parametrize("seed", range(3))
def test_random_operations_answer_the_same(dynamo: DynamoTable, seed: int) -> None:
    empty(dynamo)
    compare(dynamo, seed, 150, _CONDITIONS)


def empty(table: DynamoTable) -> None:
    """No items."""
    client = table._client
    for item in client.scan(TableName=aws.TABLE)["Items"]:
        client.delete_item(TableName=aws.TABLE, Key={"pk": item["pk"], "sk": item["sk"]})
