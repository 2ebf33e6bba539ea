"""Moto copies its whole table for each write of a transaction, and lists each copy for ever.

This copies once for a transaction, as much as a transaction can change, and lists nothing: processes grew with each.
The product sets and removes attributes at the top of an item, so that the values below may be shared.
"""

from collections import defaultdict
from typing import Any

import pytest
from moto.core.model_instances import model_data
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import LimitedSizeDict
from moto.dynamodb.models.table import Table

_LISTED = ("dynamodb", "sqs")
"""The services whose objects moto lists; S3 wants its list, to close files."""


def snapshot_lightly(patch: pytest.MonkeyPatch) -> None:
    """For one test."""
    taken: dict[int, Any] = {}
    transact = DynamoDBBackend.transact_write_items

    def in_one(backend: Any, transact_items: list[dict[str, Any]]) -> None:
        """All copies are taken before the first write, so that they are the same."""
        try:
            transact(backend, transact_items)
        finally:
            taken.clear()

    def snapshot(table: Any, _memo: object) -> Any:
        if id(table) not in taken:
            taken[id(table)] = _snapshot(table)
        return taken[id(table)]

    patch.setattr(DynamoDBBackend, "transact_write_items", in_one)
    patch.setattr(Table, "__deepcopy__", snapshot, raising=False)


def forget_listed() -> None:
    """What moto has listed for its dashboard."""
    for service in _LISTED:
        for model in model_data[service].values():
            model.instances_tracked.clear()  # type: ignore[attr-defined]


def _snapshot(table: Any) -> Any:
    made = _copied(table)
    rows = {partition: {sort: _item(item) for sort, item in row.items()} for partition, row in table.items.items()}
    made.items = defaultdict(dict, rows)
    made.stream_shard = _copied(table.stream_shard)
    made.stream_shard.table = made
    made.stream_shard.items = list(table.stream_shard.items)
    return made


def _item(item: Any) -> Any:
    made = _copied(item)
    made.attrs = LimitedSizeDict()
    dict.update(made.attrs, item.attrs)
    return made


def _copied(thing: Any) -> Any:
    """Past the constructor, which would list it."""
    made = object.__new__(type(thing))
    made.__dict__.update(thing.__dict__)
    return made
