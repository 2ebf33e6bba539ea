"""Orders as table items, and the conditions and changes that other nouns build transactions from."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from shared.canonical import canonical_json
from shared.clock import parse_rfc3339, rfc3339
from shared.errors import NotFound
from shared.ids import is_id
from shared.orders.model import Order, OrderStatus, PaymentStatus, UnpaidReason
from shared.orders.places import in_queue, places_of
from shared.table.keys import NOT_DUE, order_key
from shared.table.port import Condition, Item, Table, Update

_TIMES = (
    "created_at",
    "forget_at",
    "paid_at",
    "released_at",
    "completed_at",
    "authorized_at",
    "capture_before",
    "lapsed_at",
    "capture_refused_at",
    "lost_at",
)
_AUTHORIZATION = (
    "authorized_amount",
    "authorized_at",
    "capture_before",
    "warned_at",
    "capture_refused_at",
    "refused_capture",
    "lost_at",
)


def to_item(order: Order) -> Item:
    """The item; attributes that are ``None`` are left out, so a bare order stays small."""
    values: Item = {
        name: getattr(order, name)
        for name in Order.__dataclass_fields__
        if name not in _TIMES and name != "details" and getattr(order, name) is not None
    }
    values |= {name: rfc3339(moment) for name in _TIMES if (moment := getattr(order, name)) is not None}
    values |= {name: str(values[name]) for name in ("status", "payment_status", "unpaid_reason") if name in values}
    if order.details:
        values["details"] = canonical_json(order.details)
    pk, sk = order_key(order.id)
    return values | {"pk": pk, "sk": sk, "kind": "order", **places_of(values)}


def from_item(item: Item) -> Order:
    """The order in an item, also from an image of the stream."""
    values: dict[str, Any] = {name: item[name] for name in Order.__dataclass_fields__ if name in item}
    values |= {name: parse_rfc3339(item[name]) for name in _TIMES if name in item}
    values["details"] = json.loads(item["details"]) if "details" in item else {}
    values["status"] = OrderStatus(item["status"])
    values["payment_status"] = PaymentStatus(item["payment_status"])
    if "unpaid_reason" in item:
        values["unpaid_reason"] = UnpaidReason(item["unpaid_reason"])
    return Order(**values)


def find_order(table: Table, order_id: str, merchant_id: str | None = None) -> Order:
    """Read one order. Raises :class:`NotFound`, also when it belongs to another merchant (rule M10)."""
    item = table.get(order_key(order_id)) if is_id("ord", order_id) else None
    if item is None or merchant_id not in (None, item["merchant_id"]):
        raise NotFound("no such order")
    return from_item(item)


def find_orders(table: Table, order_ids: Sequence[str], merchant_id: str | None = None) -> list[Order]:
    """Read up to 100 different orders in one call, in this sequence. Raises as :func:`find_order` does."""
    wanted = [order_id for order_id in order_ids if is_id("ord", order_id)]
    items = table.batch_get([order_key(order_id) for order_id in wanted])
    if len(items) < len(order_ids) or any(merchant_id not in (None, item["merchant_id"]) for item in items):
        raise NotFound("no such order")
    return [from_item(item) for item in items]


def payable_version(amount_version: int, claim: str | None) -> Condition:
    """Unpaid, wanted, at this amount version, and claimed by exactly this payment (``None``: by nobody)."""
    held = "#claim = :claim" if claim else "attribute_not_exists(#claim)"
    statuses = "#payment_status IN (:unpaid, :pending)" if claim else "#payment_status = :unpaid"
    values: dict[str, Any] = {"in_progress": "in_progress", "unpaid": "unpaid", "version": amount_version}
    if claim:
        values |= {"claim": claim, "pending": "pending"}
    return Condition(f"#status = :in_progress AND {statuses} AND #amount_version = :version AND {held}", values)


@dataclass(frozen=True, slots=True)
class Settled:
    """What the order keeps of the payment that settled it; ``available``: its money is, so the order is complete."""

    payment_id: str
    means: str
    amount: int
    at: datetime
    link_id: str | None = None
    available: bool = False


@dataclass(frozen=True, slots=True)
class OrderVersion:
    """An order at one amount version: what a payment was made for."""

    order_id: str
    merchant_id: str
    amount_version: int


def claim_update(version: OrderVersion, payment_id: str) -> Update:
    """Give this payment the exclusive right to collect for the order."""
    changes = {"claim": payment_id, **in_queue(version.order_id, version.merchant_id)}
    return Update(order_key(version.order_id), changes, condition=payable_version(version.amount_version, None))


def charge_update(version: OrderVersion, payment_id: str) -> Update:
    """The same for a payment that needs nobody: it is on its way at once, and every other means has to wait."""
    changes = {"claim": payment_id, "payment_status": "pending", **in_queue(version.order_id, version.merchant_id)}
    return Update(order_key(version.order_id), changes, condition=payable_version(version.amount_version, None))


def release_update(order_id: str, payment_id: str, at: datetime) -> Update:
    """Take the claim back from a payment that ended; the order is unpaid again, and waits."""
    held = Condition(
        "#claim = :claim AND #payment_status IN (:unpaid, :pending)",
        {"claim": payment_id, "unpaid": "unpaid", "pending": "pending"},
    )
    changes = {"payment_status": "unpaid", "left_at": rfc3339(at)}
    return Update(order_key(order_id), changes, remove=("claim", *_AUTHORIZATION), condition=held)


def declined_update(order_id: str, payment_id: str, at: datetime) -> Update:
    """The same from a charge that no method paid, which is why the order waits."""
    released = release_update(order_id, payment_id, at)
    told = {"unpaid_reason": str(UnpaidReason.DECLINED), "declined_at": rfc3339(at)}
    return replace(released, set={**released.set, **told}, remove=(*released.remove, "shortfall"))


def left_update(order_id: str, merchant_id: str, at: datetime) -> Update:
    """The message that should have had the order debited failed for good: it waits, so that a drain finds it."""
    values = {"in_progress": "in_progress", "unpaid": "unpaid", "pending": "pending"}
    still_open = Condition("#status = :in_progress AND #payment_status IN (:unpaid, :pending)", values)
    changes = {"left_at": rfc3339(at), **in_queue(order_id, merchant_id)}
    return Update(order_key(order_id), changes, condition=still_open)


def pending_update(order_id: str, payment_id: str) -> Update:
    """A submitted payment is on its way: every other means has to wait."""
    held = Condition("#claim = :claim AND #payment_status = :unpaid", {"claim": payment_id, "unpaid": "unpaid"})
    return Update(order_key(order_id), {"payment_status": "pending"}, condition=held)


def paid_update(version: OrderVersion, payment: Settled, *, claimed: bool) -> Update:
    """Settle and release the order in one write, if it is payable at this version under this claim (or under none)."""
    moment = rfc3339(payment.at)
    changes = {
        "payment_status": "paid",
        "paid_by": payment.payment_id,
        "paid_means": payment.means,
        "paid_amount": payment.amount,
        "paid_at": moment,
        "released_at": moment,
    }
    if payment.link_id is not None:
        changes["paid_link"] = payment.link_id
    if payment.available:
        changes |= {"status": str(OrderStatus.COMPLETED), "completed_at": moment}
    condition = payable_version(version.amount_version, payment.payment_id if claimed else None)
    remove = ("unpaid_reason", "shortfall", "claim", *NOT_DUE)
    return Update(order_key(version.order_id), changes, remove=remove, condition=condition)


def waiting_update(
    version: OrderVersion, reason: UnpaidReason, shortfall: int | None, at: datetime, *, by_methods: bool = False
) -> Update:
    """Say why an order was not debited, and when that was decided; ``by_methods``: linked methods are to pay it."""
    changes: dict[str, Any] = {"unpaid_reason": str(reason), "queued_at": rfc3339(at)}
    changes |= in_queue(version.order_id, version.merchant_id)
    changes |= {"by_methods": True} if by_methods else {}
    remove = ("shortfall",) if shortfall is None else ()
    if shortfall is not None:
        changes["shortfall"] = shortfall
    condition = payable_version(version.amount_version, None)
    return Update(order_key(version.order_id), changes, remove=remove, condition=condition)


def money_back_update(order: Order, *, refunded: int, disputed: int, at: datetime) -> Update:
    """Count what went back of an order's price, and what a bank withdrew; its payment status follows.

    ``refunded`` and ``disputed`` are the new sums in minor units. Holds if both are as they were read.
    """
    if disputed:
        status = PaymentStatus.DISPUTED
    elif refunded:
        whole = refunded >= (order.paid_amount or 0)
        status = PaymentStatus.REFUNDED if whole else PaymentStatus.PARTIALLY_REFUNDED
    else:
        status = PaymentStatus.PAID
    sums = {"refunded_amount": refunded, "disputed_amount": disputed}
    changes: dict[str, Any] = {"payment_status": str(status), "money_back_at": rfc3339(at)}
    changes |= {name: value for name, value in sums.items() if value}
    removed = [name for name, value in sums.items() if not value]
    return Update(order_key(order.id), changes, remove=removed, condition=_money_as_read(order))


def _money_as_read(order: Order) -> Condition:
    tests, values = ["#paid_by = :payment"], {"payment": order.paid_by}
    for name in ("refunded_amount", "disputed_amount"):
        amount = getattr(order, name)
        tests.append(f"#{name} = :{name}" if amount else f"attribute_not_exists(#{name})")
        values |= {name: amount} if amount else {}
    return Condition(" AND ".join(tests), values)


def linked_update(version: OrderVersion, pointer: Mapping[str, str]) -> Update:
    """Point to a new link: the order is payable at this version, and has no other; whoever claims it comes after."""
    unchanged = Condition(
        "#status = :in_progress AND #payment_status = :unpaid AND #amount_version = :version "
        "AND attribute_not_exists(#link_id)",
        {"in_progress": "in_progress", "unpaid": "unpaid", "version": version.amount_version},
    )
    return Update(order_key(version.order_id), pointer, condition=unchanged)


def link_removed_update(order_id: str, link_id: str) -> Update:
    """The order's link is closed; another may be made."""
    own = Condition("#link_id = :link", {"link": link_id})
    return Update(order_key(order_id), {}, remove=("link_id", "link_token"), condition=own)
