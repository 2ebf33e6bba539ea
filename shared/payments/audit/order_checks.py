"""Orders and invoices against the payments that paid them, or that say they may. Pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from shared.clock import parse_rfc3339, rfc3339
from shared.payments.audit.model import Detail, Discrepancy, Fix, Kind
from shared.payments.capturing.moments import is_over
from shared.payments.model import IN_FLIGHT, Payment, PaymentState
from shared.payments.store import from_item
from shared.table.port import Item

DECIDED_WITHIN: Final = timedelta(hours=1)
"""An order for automatic debit that nobody has decided on for so long has been forgotten."""

CLEARED_WITHIN: Final = timedelta(days=5)
"""The longest fallback, with a weekend: until then the provider need not have told when money is available."""

COMPLETED_WITHIN: Final = timedelta(days=2)
"""After its money was to be available."""


def check_paid(order: Item, payment: Payment | None) -> list[Discrepancy]:
    """A paid order names a payment that succeeded, for it, at this version, with this amount (rules M2, M12)."""
    said: dict[str, Detail] = {"paid_by": order.get("paid_by"), "paid_amount": order.get("paid_amount")}
    target = next((each for each in payment.targets if each.id == order["id"]), None) if payment else None
    if payment is None or target is None or payment.state is not PaymentState.SUCCEEDED:
        said["payment_state"] = str(payment.state) if payment else None
        return [Discrepancy(Kind.PAID_WITHOUT_PAYMENT, order["id"], order["merchant_id"], said)]
    paid = (order.get("paid_amount"), order["currency"], order["amount_version"])
    if paid == (target.amount, payment.currency, target.version):
        return []
    said |= {"collected": target.amount, "currency": payment.currency, "version": target.version}
    return [Discrepancy(Kind.PAID_AMOUNT_DIFFERS, order["id"], order["merchant_id"], said)]


def check_completed(order: Item, payment: Payment | None, now: datetime) -> list[Discrepancy]:
    """An order whose money should long be available is complete, unless a bank disputes it or all went back."""
    here = order["status"] == "in_progress" and order["payment_status"] in ("paid", "partially_refunded")
    if not here or payment is None or payment.settled_at is None:
        return []
    if now < (payment.available_at or payment.settled_at + CLEARED_WITHIN) + COMPLETED_WITHIN:
        return []
    said: dict[str, Detail] = {"paid_by": payment.id, "balance_transaction": payment.balance_transaction}
    said["available_at"] = rfc3339(payment.available_at) if payment.available_at else None
    return [Discrepancy(Kind.PAID_NOT_COMPLETED, order["id"], order["merchant_id"], said)]


def check_settled(payment: Payment, orders: Mapping[str, Item]) -> list[Discrepancy]:
    """Each order that a settled payment collected for says so; ``orders`` by id, as they are now."""
    found: list[Discrepancy] = []
    for target in payment.targets:
        order = orders.get(target.id)
        if order is not None and order.get("paid_by") == payment.id:
            found += check_paid(order, payment)
            continue
        said: dict[str, Detail] = {"payment": payment.id, "amount": target.amount}
        said["paid_by"] = order.get("paid_by") if order else None
        found.append(Discrepancy(Kind.ORDER_NOT_PAID_BY_PAYMENT, target.id, payment.merchant_id, said))
    return found


def check_open(order: Item, payments: Mapping[str, Item], now: datetime) -> list[Discrepancy]:
    """An order that is not paid is decided on, and whoever has its claim may still collect (rule M11)."""
    if order["status"] != "in_progress" or order["payment_status"] not in ("unpaid", "pending"):
        return []
    held = order.get("claim") is not None
    if held or order["payment_status"] == "pending":
        stale = check_claim(order, order["payment_status"] == "pending", payments)
        return stale or _check_reserved(order, payments.get(order.get("claim", "")), now)
    undecided = order["collect"] == "auto" and "unpaid_reason" not in order
    if undecided and parse_rfc3339(order["created_at"]) <= now - DECIDED_WITHIN:
        said: dict[str, Detail] = {"created_at": order["created_at"], "currency": order["currency"]}
        return [Discrepancy(Kind.ORDER_UNDECIDED, order["id"], order["merchant_id"], said)]
    return []


def _check_reserved(order: Item, item: Item | None, now: datetime) -> list[Discrepancy]:
    """What must have ended by the clock is reserved no more, whatever its payment says."""
    payment = from_item(item) if item is not None and item["state"] == PaymentState.AUTHORIZED else None
    if payment is None or not is_over(payment, now):
        return []
    said: dict[str, Detail] = {"payment": payment.id, "capture_before": item["capture_before"] if item else None}
    said |= {"account": payment.account} if payment.account else {}
    fix = Fix.RECONNECT_ACCOUNT if payment.lost_at is not None else None
    return [Discrepancy(Kind.AUTHORIZATION_OVERDUE, order["id"], order["merchant_id"], said, fix)]


def check_claim(payable: Item, pending: bool, payments: Mapping[str, Item]) -> list[Discrepancy]:
    """Whoever has the claim of an order or an invoice may still collect (rule M11), and none is pending without."""
    claim = payable.get("claim")
    if claim is not None:
        state = payments[claim]["state"] if claim in payments else None
        if state in IN_FLIGHT:
            return []
        said: dict[str, Detail] = {"claim": claim, "payment_state": state}
        return [Discrepancy(Kind.CLAIM_STALE, payable["id"], payable["merchant_id"], said)]
    return [Discrepancy(Kind.PENDING_WITHOUT_PAYMENT, payable["id"], payable["merchant_id"])] if pending else []
