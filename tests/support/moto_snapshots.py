"""Moto copies its whole table before each write of a transaction; this copies as much as a transaction can change.

The product sets and removes attributes at the top of an item, so that the values below may be shared.
"""

import copy
from collections import defaultdict
from typing import Any

import pytest
from moto.dynamodb.models.dynamo_type import Item, LimitedSizeDict
from moto.dynamodb.models.table import Table


def snapshot_lightly(patch: pytest.MonkeyPatch) -> None:
    """For one test."""
    patch.setattr(Table, "__deepcopy__", _snapshot, raising=False)


def _snapshot(table: Any, _memo: object) -> Any:
    made = copy.copy(table)
    rows = {partition: {sort: _copied(item) for sort, item in row.items()} for partition, row in table.items.items()}
    made.items = defaultdict(dict, rows)
    made.stream_shard = copy.copy(table.stream_shard)
    made.stream_shard.table = made
    made.stream_shard.items = list(table.stream_shard.items)
    return made


def _copied(item: Item) -> Item:
    made = copy.copy(item)
    made.attrs = LimitedSizeDict()
    dict.update(made.attrs, item.attrs)
    return made
