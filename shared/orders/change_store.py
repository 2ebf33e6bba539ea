"""Writing a change of what an order says."""

from datetime import datetime
from typing import Any

from shared.canonical import canonical_json
from shared.clock import rfc3339
from shared.orders.model import Order
from shared.orders.places import in_queue
from shared.orders.store import payable_version
from shared.table.keys import order_key
from shared.table.port import Condition, Update


def changed_update(before: Order, after: Order, at: datetime) -> Update:
    """Write a change of what the order says, if nothing of that, its claim or its link moved since ``before`` was read.

    A new amount version takes the decision about the old one away, and needs the absence of any claim; the order waits
    until it is decided anew. Two changes at one instant would be one event, so the second of them has to come again.
    """
    priced = after.amount_version != before.amount_version
    changes: dict[str, Any] = {"amount": after.amount, "changed_at": rfc3339(at)}
    removed: list[str] = []
    if after.details:
        changes["details"] = canonical_json(after.details)
    else:
        removed.append("details")
    if priced:
        changes |= {"amount_version": after.amount_version, **in_queue(before.id, before.merchant_id)}
        removed += _undecide(changes, before, after, at)
    if after.link_id != before.link_id:
        changes |= {"link_id": after.link_id, "link_token": after.link_token}
        changes |= {"forget_at": rfc3339(after.forget_at)} if after.forget_at else {}
    condition = payable_version(before.amount_version, None if priced else before.claim)
    values = {**condition.values, "changed_at": changes["changed_at"]}
    tests = [condition.expression, "(attribute_not_exists(#changed_at) OR #changed_at <> :changed_at)"]
    as_read = {"details": canonical_json(before.details) if before.details else None, "link_id": before.link_id}
    for name, value in as_read.items():
        tests.append(f"attribute_not_exists(#{name})" if value is None else f"#{name} = :{name}")
        values |= {} if value is None else {name: value}
    return Update(order_key(before.id), changes, remove=removed, condition=Condition(" AND ".join(tests), values))


def _undecide(changes: dict[str, Any], before: Order, after: Order, at: datetime) -> list[str]:
    """Why the order waited is no longer so; what to remove."""
    if after.unpaid_reason is None:
        return ["unpaid_reason", "shortfall", "queued_at"]
    if after.unpaid_reason is not before.unpaid_reason:
        changes |= {"unpaid_reason": str(after.unpaid_reason), "queued_at": rfc3339(at)}
    return ["shortfall"]
