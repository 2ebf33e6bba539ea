"""The port's writes and queries as DynamoDB request parameters."""

import re
from collections.abc import Mapping
from typing import Any

from shared.table.keys import Key
from shared.table.marshal import marshal, to_wire
from shared.table.port import Check, Condition, Delete, Put, Query, Update, Write

_NAME = re.compile(r"#(\w+)")


def key_of(key: Key) -> dict[str, Any]:
    """Primary key on the wire."""
    return {"pk": {"S": key.pk}, "sk": {"S": key.sk}}


def condition_parameters(condition: Condition | None) -> dict[str, Any]:
    """``ConditionExpression`` with its names and values; nothing for ``None``."""
    if condition is None:
        return {}
    return _with_names({"ConditionExpression": condition.expression}, condition.values)


def put_parameters(put: Put) -> dict[str, Any]:
    """Parameters of ``PutItem`` or of a ``Put`` in a transaction."""
    return {"Item": to_wire(put.item)} | condition_parameters(put.condition)


def update_parameters(update: Update) -> dict[str, Any]:
    """Parameters of ``UpdateItem`` or of an ``Update`` in a transaction."""
    assignments = ", ".join(f"#{name} = :set_{name}" for name in update.set)
    expression = f"SET {assignments}" if assignments else ""
    if update.remove:
        expression += " REMOVE " + ", ".join(f"#{name}" for name in update.remove)
    values: dict[str, Any] = {f"set_{name}": value for name, value in update.set.items()}
    parameters = {"UpdateExpression": expression.strip()}
    if update.condition is not None:
        parameters["ConditionExpression"] = update.condition.expression
        values |= update.condition.values
    return {"Key": key_of(update.key)} | _with_names(parameters, values)


def delete_parameters(delete: Delete) -> dict[str, Any]:
    """Parameters of ``DeleteItem`` or of a ``Delete`` in a transaction."""
    return {"Key": key_of(delete.key)} | condition_parameters(delete.condition)


def write_parameters(write: Write, table_name: str) -> dict[str, Any]:
    """One entry of ``TransactItems``; a failed condition returns the item as it stands."""
    shape = {"TableName": table_name, "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}
    match write:
        case Put():
            return {"Put": put_parameters(write) | shape}
        case Update():
            return {"Update": update_parameters(write) | shape}
        case Delete():
            return {"Delete": delete_parameters(write) | shape}
        case Check():
            checked = {"Key": key_of(write.key)} | condition_parameters(write.condition)
            return {"ConditionCheck": checked | shape}


def query_parameters(query: Query) -> dict[str, Any]:
    """Parameters of ``Query``: exclusive bounds on the sort key."""
    prefix = f"{query.index}_" if query.index else ""
    condition, values = f"#{prefix}pk = :pk", {"pk": query.partition}
    if query.sort_prefix is not None:
        condition += f" AND begins_with(#{prefix}sk, :prefix)"
        values["prefix"] = query.sort_prefix
    elif query.sort_above is not None and query.sort_below is not None:
        condition += f" AND #{prefix}sk BETWEEN :above AND :below"
        values |= {"above": query.sort_above, "below": query.sort_below}
    elif query.sort_above is not None:
        condition += f" AND #{prefix}sk > :above"
        values["above"] = query.sort_above
    elif query.sort_below is not None:
        condition += f" AND #{prefix}sk < :below"
        values["below"] = query.sort_below
    parameters: dict[str, Any] = {"KeyConditionExpression": condition}
    target = {"IndexName": query.index} if query.index else {"ConsistentRead": True}
    direction = {"ScanIndexForward": not query.newest_first, "Limit": query.limit}
    return _with_names(parameters, values) | target | direction


def _with_names(parameters: dict[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    names = {name for text in parameters.values() for name in _NAME.findall(text)}
    result = dict(parameters)
    if names:
        result["ExpressionAttributeNames"] = {f"#{name}": name for name in sorted(names)}
    if values:
        result["ExpressionAttributeValues"] = {f":{name}": marshal(value) for name, value in values.items()}
    return result
