"""Taking from an order what is known of its buyer, once its last link is to be forgotten."""

from datetime import datetime
from typing import Any

from shared.canonical import canonical_json
from shared.clock import rfc3339
from shared.orders.details import impersonal
from shared.orders.model import Order
from shared.table.keys import order_key
from shared.table.port import Condition, Update


def forgotten_update(order: Order, now: datetime, ended_link: str | None) -> Update | None:
    """The order without its buyer's data, and without the link that has ended; ``None`` if nothing is due.

    Another link that it names is left to that one's own end. Holds only on what was read: a new link puts the day off,
    and a change of what the order says is kept.
    """
    if not order.forgets(now) or order.forget_at is None:
        return None
    kept = impersonal(order.details)
    changes: dict[str, Any] = {"details": canonical_json(kept)} if kept and kept != order.details else {}
    removed = ["details"] if order.details and not kept else []
    if ended_link is not None and order.link_id in (None, ended_link):
        removed += ["link_id", "link_token", "forget_at"]
    if not changes and not removed:
        return None
    tests, values = ["#forget_at = :forget_at"], {"forget_at": rfc3339(order.forget_at)}
    if order.details:
        tests.append("#details = :details")
        values["details"] = canonical_json(order.details)
    else:
        tests.append("attribute_not_exists(#details)")
    condition = Condition(" AND ".join(tests), values)
    return Update(order_key(order.id), changes, remove=removed, condition=condition)
