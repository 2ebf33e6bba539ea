"""pydynox: a core in Rust, which takes Python values where the others take DynamoDB's JSON."""

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

from pydynox import DynamoDBClient

_client: Any = DynamoDBClient(region=os.environ["AWS_REGION"], endpoint_url=os.environ["AWS_ENDPOINT_URL"])
_CALLS: dict[str, Any] = json.loads(Path(__file__).with_name("calls.json").read_text(encoding="utf-8"))
_TYPES = {"Put": "put", "Update": "update", "ConditionCheck": "condition_check"}


def lambda_handler(event: dict[str, str], _context: object) -> None:
    """Make the call that is asked for."""
    if event["method"] == "put_item":
        put = _put()
        _client.sync_put_item(put["table"], put["item"], **put["options"])
    else:
        _client.sync_transact_write(_writes())


@cache
def _put() -> dict[str, Any]:
    call = _CALLS["put_item"]
    options = {**_expressions(call), "return_values_on_condition_check_failure": True}
    return {"table": call["TableName"], "item": _plain(call["Item"]), "options": options}


@cache
def _writes() -> list[dict[str, Any]]:
    return [
        _write(kind, part) for each in _CALLS["transact_write_items"]["TransactItems"] for kind, part in each.items()
    ]


def _write(kind: str, part: dict[str, Any]) -> dict[str, Any]:
    write = {"type": _TYPES[kind], "table": part["TableName"], **_expressions(part)}
    if kind == "Put":
        return write | {"item": _plain(part["Item"])}
    return write | {"key": _plain(part["Key"])}


def _expressions(part: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for theirs, ours in (("ConditionExpression", "condition_expression"), ("UpdateExpression", "update_expression")):
        if theirs in part:
            found[ours] = part[theirs]
    if "ExpressionAttributeNames" in part:
        found["expression_attribute_names"] = part["ExpressionAttributeNames"]
    if "ExpressionAttributeValues" in part:
        found["expression_attribute_values"] = _plain(part["ExpressionAttributeValues"])
    return found


def _plain(attributes: dict[str, Any]) -> dict[str, Any]:
    return {name: _value(value) for name, value in attributes.items()}


def _value(value: dict[str, Any]) -> Any:
    ((kind, content),) = value.items()
    if kind == "N":
        return int(content)
    if kind == "M":
        return _plain(content)
    if kind == "L":
        return [_value(each) for each in content]
    return None if kind == "NULL" else content
