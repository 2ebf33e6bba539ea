"""The books after a load or a drill: the end-to-end tests' own audit of every shop, and the product's own audit."""

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from bench.load.production import Released
from tests.support.local_stack import LocalStack
from tests.support.shop import Json, Shop
from tests.support.shop_audit import audit

_TRIES: Final = 5


@dataclass(frozen=True)
class _ReadShop(Shop):
    """A shop whose orders were read page by page: one request to fifty orders instead of one to each."""

    orders: dict[str, Json] = field(default_factory=dict)

    def read_order(self, order_id: str) -> Json:
        """As the list said."""
        return self.orders[order_id]


@dataclass
class Verdict:
    """``ends`` counts orders by how they ended; ``faults`` is what may not be, in sentences."""

    orders: int = 0
    paid: int = 0
    released: int = 0
    pages: int = 0
    checked: Mapping[str, Any] = field(default_factory=dict)
    ends: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


def judge(
    stack: LocalStack, shops: Sequence[Shop], taken: Mapping[str, set[str]], unsure: set[str], watch: Released
) -> Verdict:
    """All invariants, after everything has come to rest; an ``unsure`` order may be there or not."""
    verdict = Verdict()
    for shop in shops:
        _judge_shop(stack, shop, (taken.get(shop.id, set()), unsure), watch, verdict)
    audited = audit_now(stack)
    verdict.checked = audited["checked"]
    own = {shop.id for shop in shops}
    verdict.faults += [f"the audit found: {each}" for each in audited["data"] if each["merchant_id"] in own]
    return verdict


def _judge_shop(
    stack: LocalStack, shop: Shop, sent: tuple[set[str], set[str]], watch: Released, verdict: Verdict
) -> None:
    for left in reversed(range(_TRIES)):
        listed = list(shop.api.listed("/v1/orders"))
        orders = {order["id"]: order for order in listed}
        read = _ReadShop(shop.id, shop.currency, shop.api, shop.stripe, shop.born, orders)
        faults = list(audit(stack, read, list(orders)).faults)
        faults += order_faults(shop.id, [order["id"] for order in listed], *sent)
        faults += release_faults(orders, watch.events)
        if not faults or not left:
            break
        # Lists are read from an index, which may be behind.
        time.sleep(2)
    verdict.faults += faults
    verdict.orders += len(listed)
    verdict.paid += sum(1 for order in orders.values() if order["paid_at"])
    verdict.released += sum(1 for order in orders if watch.events.get(order))
    verdict.pages += len(shop.journal())
    verdict.ends += Counter(_end(order) for order in orders.values())


def order_faults(merchant: str, listed: Sequence[str], taken: set[str], unsure: set[str]) -> list[str]:
    """Each order that was taken is there, once, and no other but those without an answer."""
    twice = [order for order, times in Counter(listed).items() if times > 1]
    found = [f"{merchant}: {order} is listed twice" for order in twice]
    if lost := taken - set(listed):
        found.append(f"{merchant}: {len(lost)} orders were taken and are not there, as {min(lost)}")
    if strange := set(listed) - taken - unsure:
        found.append(f"{merchant}: {len(strange)} orders are there and were never taken, as {min(strange)}")
    return found


def release_faults(orders: Mapping[str, Json], told: Mapping[str, set[str]]) -> list[str]:
    """Production heard of each paid order, by one event, and of no other."""
    wrong = [name for name, each in orders.items() if len(told.get(name, ())) != (1 if each["released_at"] else 0)]
    wrong += [name for name, each in orders.items() if bool(each["released_at"]) != bool(each["paid_at"])]
    return [f"{name} was released {len(told.get(name, ()))} times" for name in wrong]


def audit_now(stack: LocalStack) -> Json:
    """The product's audit of today so far, at its end, with everything that it found."""
    (asked,) = stack.run_job("audit_books", day=datetime.now(UTC).date().isoformat())["audits"]
    path = f"/v1/audits/{asked['id']}"
    while stack.operator.read(path)["state"] == "running":
        stack.run_job("audit_books")
    return stack.operator.read(path) | {"data": list(stack.operator.listed(path))}


def _end(order: Json) -> str:
    if order["status"] == "cancelled":
        return "cancelled"
    return f"paid by {order['payments'][0]['means']}" if order["paid_at"] else str(order["unpaid_reason"])
