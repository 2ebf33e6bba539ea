"""The table as the key schema has it, made anew on any service; and its stream, read whole."""

from collections import defaultdict
from typing import Any, Final

from local.stack.emulator import REGION, ROOT_KEY, ROOT_SECRET
from shared.aws.client import DYNAMODB, JsonClient
from shared.aws.credentials import Credentials
from shared.clock import SystemClock
from shared.table.dynamo import DynamoTable
from shared.table.keys import Key
from shared.table.marshal import from_wire
from tests.support.simulation.table import MemoryTable

Images = dict[Key, list[tuple[Any, Any]]]
_PROJECTIONS: Final = {"list": "KEYS_ONLY", "due": "KEYS_ONLY"}


def create(client: Any, name: str) -> str:
    """An empty table; the ARN of its stream."""
    attributes = [f"{prefix}{part}" for prefix in ("", "list_", "due_") for part in ("pk", "sk")]
    indexes = [
        {"IndexName": index, "KeySchema": _keys(f"{index}_"), "Projection": {"ProjectionType": projection}}
        for index, projection in _PROJECTIONS.items()
    ]
    created = client.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": each, "AttributeType": "S"} for each in attributes],
        KeySchema=_keys(""),
        GlobalSecondaryIndexes=indexes,
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
    )
    return str(created["TableDescription"]["LatestStreamArn"])


def table_at(endpoint: str, name: str) -> DynamoTable:
    """The product's own table there; it never waits."""
    credentials = Credentials(ROOT_KEY, ROOT_SECRET)
    now = SystemClock().now
    return DynamoTable(JsonClient(DYNAMODB, REGION, endpoint, lambda: credentials, now), name, lambda _: None)


def images(streams: Any, arn: str) -> Images:
    """What the stream of a service told of each item, in order."""
    found: Images = defaultdict(list)
    for shard in streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]:
        iterator = streams.get_shard_iterator(
            StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
        )["ShardIterator"]
        while iterator is not None:
            page = streams.get_records(ShardIterator=iterator, Limit=1000)
            for record in page["Records"]:
                change = record["dynamodb"]
                key = Key(change["Keys"]["pk"]["S"], change["Keys"]["sk"]["S"])
                found[key].append((_image(change, "OldImage"), _image(change, "NewImage")))
            iterator = page.get("NextShardIterator") if page["Records"] else None
    return dict(found)


def images_of(memory: MemoryTable) -> Images:
    """The same of the stand-in."""
    found: Images = defaultdict(list)
    for change in memory.changes:
        found[change.key].append((change.old, change.new))
    return dict(found)


def _image(change: Any, name: str) -> Any:
    return from_wire(change[name]) if change.get(name) else None


def _keys(prefix: str) -> Any:
    return [
        {"AttributeName": f"{prefix}pk", "KeyType": "HASH"},
        {"AttributeName": f"{prefix}sk", "KeyType": "RANGE"},
    ]
