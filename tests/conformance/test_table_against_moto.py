"""The quick half of the conformance suite: moto knows the expressions and the transactions."""

from collections.abc import Iterator
from typing import Final

import boto3
import pytest
from moto import mock_aws

from shared.aws.client import DYNAMODB, endpoint_of
from shared.table.dynamo import DynamoTable
from tests.conformance.comparison import compare
from tests.conformance.definition import create, table_at
from tests.conformance.operations import CONDITIONS
from tests.support.aws import REGION
from tests.support.moto_connection import MotoConnection

_MOTO_DIFFERS: Final = ("#nothing = :nothing", "#number < :text", "#flag = :one")
"""It takes an absent attribute for null, and true for 1, and compares numbers with text; others do not."""

_CONDITIONS: Final = [each for each in CONDITIONS if not any(part in each.expression for part in _MOTO_DIFFERS)]


@pytest.fixture
def dynamo(monkeypatch: pytest.MonkeyPatch) -> Iterator[DynamoTable]:
    """An empty table in moto's memory."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setattr("shared.aws.client.Connection", MotoConnection)
    with mock_aws():
        create(boto3.client("dynamodb", REGION), "conformance")
        yield table_at(endpoint_of(DYNAMODB, REGION, {}), "conformance")


@pytest.mark.parametrize("seed", range(2))
def test_random_operations_answer_the_same(dynamo: DynamoTable, seed: int) -> None:
    compare(dynamo, seed, 120, _CONDITIONS)
