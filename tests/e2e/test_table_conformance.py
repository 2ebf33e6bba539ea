"""The simulation's table against the running emulator: the same operations, the same answers, the same images."""

import uuid

import pytest

from local.stack.clients import make_config
from tests.conformance.comparison import compare
from tests.conformance.definition import create, images, images_of, table_at
from tests.support.local_stack import LocalStack


@pytest.mark.parametrize("seed", range(6))
def test_random_operations_answer_and_tell_the_same(stack: LocalStack, seed: int) -> None:
    url, config = stack.description.emulator_url, make_config()
    client = stack.session.client("dynamodb", endpoint_url=url, config=config)
    streams = stack.session.client("dynamodbstreams", endpoint_url=url, config=config)
    name = f"conformance-{uuid.uuid4().hex[:12]}"
    arn = create(client, name)
    try:
        memory = compare(table_at(url, name), seed, 150)
        assert images(streams, arn) == images_of(memory)
    finally:
        client.delete_table(TableName=name)
