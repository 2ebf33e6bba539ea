"""What became of each line, in words; an order in a state that nothing explains is a defect."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from local.demo.intake import Receipt
from shared.money import format_amount

_WAITING = {
    "insufficient_credits": "queued: credits do not cover it",
    "auto_debit_off": "queued: no automatic debit",
    "paused": "queued: paused",
    "over_limit": "queued: over the spending limit",
    "declined": "queued: payment declined",
}
_LINKS = {"open": "link open: awaiting the buyer", "void": "link voided", "expired": "link expired"}
_PAID = {"credits": "paid from credits", "checkout": "paid by link"}


@dataclass(frozen=True)
class Outcome:
    """The end of one line's story; `group` is what totals are taken by."""

    receipt: Receipt
    group: str
    detail: str
    explained: bool = True

    @property
    def is_order(self) -> bool:
        """Whether this line made an order (a replay or a conflict tells of an order that another line made)."""
        return self.receipt.status == 201


def judge(receipt: Receipt, orders: Mapping[str, dict[str, Any]], links: Mapping[str, str]) -> Outcome:
    """Tell what became of a line, from the orders and link states as the API shows them at the end."""
    if receipt.status == 200:
        return Outcome(receipt, "replay answered 200", "the order as it stands, nothing taken twice")
    if receipt.status == 409:
        return Outcome(receipt, "conflict answered 409", receipt.problem or "")
    if receipt.status in {400, 413, 422}:
        return Outcome(receipt, "rejected", receipt.problem or "")
    if receipt.order_id is None or receipt.order_id not in orders:
        return Outcome(receipt, "UNEXPLAINED", receipt.problem or "the order is gone", explained=False)
    return _judge_order(receipt, orders[receipt.order_id], links.get(receipt.order_id))


def _judge_order(receipt: Receipt, order: dict[str, Any], link_status: str | None) -> Outcome:
    if order["payment_status"] == "paid" and order["released_at"] and order["payments"]:
        means = order["payments"][0].get("means")
        if means in _PAID:
            return Outcome(receipt, _PAID[means], _released(order))
    if order["payment_status"] == "unpaid":
        if link_status in _LINKS:
            return Outcome(receipt, _LINKS[link_status], "")
        if order["unpaid_reason"] in _WAITING:
            return Outcome(receipt, _WAITING[order["unpaid_reason"]], _shortfall(order))
    state = f"payment_status {order['payment_status']}, unpaid_reason {order['unpaid_reason']}, link {link_status}"
    return Outcome(receipt, "UNEXPLAINED", state, explained=False)


def _released(order: dict[str, Any]) -> str:
    if order.get("status") == "completed":
        return "released, completed"
    available = order["payments"][0].get("available_at")
    return f"released, money available {available[:10]}" if available else "released"


def _shortfall(order: dict[str, Any]) -> str:
    missing = order.get("shortfall")
    return f"{format_amount(missing, order['currency'])} short" if missing else ""
