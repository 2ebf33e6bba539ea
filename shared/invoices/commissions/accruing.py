"""Bringing the commission of an order to where the order stands: whatever told of it, how often and in which order."""

from datetime import datetime
from typing import Any, Final

from shared.clock import Clock, rfc3339
from shared.errors import Busy
from shared.invoices.commissions.messages import MoneyMoved
from shared.invoices.commissions.months import Month, month_of, opened_put
from shared.invoices.commissions.terms import Terms, owed, terms_of
from shared.merchants.service import find_merchant
from shared.orders.means import paid_in_shop
from shared.table.invoice_keys import accrual_key, commission_key
from shared.table.keys import order_key
from shared.table.port import ABSENT, Condition, ConditionFailed, Item, Put, Table, TransactionFailed, Update

_ATTEMPTS: Final = 5


class Accruals:
    """One batch of orders: what is read, or written, of merchants and months alike for many of them is so once."""

    def __init__(self, table: Table, clock: Clock) -> None:
        self._table, self._clock = table, clock
        self._terms: dict[str, Terms | None] = {}
        self._opened: set[Month] = set()

    def bring_up(self, told: MoneyMoved) -> int | None:
        """What the commission changed by, in minor units; ``None`` when it is as it should be, or there is none.

        It begins when the order was paid, and with nothing else: what was paid before its merchant had terms owes none,
        nor does what the shop took itself, for commissions follow the money.
        Raises ``Busy`` when somebody else was at it too often; a repeat goes on.
        """
        order_id, begun = told.order_id, None
        for _ in range(_ATTEMPTS):
            kept = {
                item["kind"]: item for item in self._table.batch_get([order_key(order_id), commission_key(order_id)])
            }
            order, commission = kept.get("order"), kept.get("commission")
            if order is None or "paid_amount" not in order or paid_in_shop(order.get("paid_means")):
                return None
            try:
                if commission is not None:
                    moved = self._moved(order, commission)
                    return moved if begun is None else begun + (moved or 0)
                # Then look again: what told of money that went back meanwhile has found no commission.
                begun = self._begun(order) if told.is_paid else None
            except TransactionFailed:
                continue  # Another message about this order was quicker: look again.
            if begun is None:
                return None
        raise Busy("the order's commission is being changed, try again")

    def _begun(self, order: Item) -> int | None:
        """The commission of an order as it was paid, less what has gone back of it already."""
        terms = self._terms_of(order["merchant_id"])
        if terms is None:
            return None
        full = terms.of(order["paid_amount"])
        now = self._clock.now()
        still = owed(full, order["paid_amount"], _gone(order))
        pk, sk = commission_key(order["id"])
        item: Item = {
            "pk": pk,
            "sk": sk,
            "kind": "commission",
            "merchant_id": order["merchant_id"],
            "currency": order["currency"],
            "paid": order["paid_amount"],
            "basis_points": terms.basis_points,
            "minimum": terms.minimum,
            "commission": full,
            "owed": still,
            "changes": 0,
            "accrued_at": rfc3339(now),
        }
        self._table.transact([Put(item, ABSENT), self._row(order, still, 0, now)])
        return still

    def _moved(self, order: Item, commission: Item) -> int | None:
        """What its money's coming and going since then is to it."""
        still, changes = owed(commission["commission"], commission["paid"], _gone(order)), commission["changes"]
        delta: int = still - commission["owed"]
        if delta == 0:
            return None
        as_read = Condition("#changes = :changes", {"changes": changes})
        update = Update(commission_key(order["id"]), {"owed": still, "changes": changes + 1}, condition=as_read)
        self._table.transact([update, self._row(order, delta, changes + 1, self._clock.now())])
        return delta

    def _row(self, order: Item, amount: int, change: int, now: datetime) -> Put:
        """What a month's invoice is summed from; the month is the one in which it is written, not that of the order."""
        month = Month(order["merchant_id"], order["currency"], month_of(now))
        self._open(month)
        pk, sk = accrual_key(*month, order["id"], f"{change:06d}")
        row: dict[str, Any] = {"pk": pk, "sk": sk, "kind": "accrual", "order_id": order["id"], "amount": amount}
        return Put(row | {"at": rfc3339(now)}, ABSENT)

    def _open(self, month: Month) -> None:
        if month in self._opened:
            return
        open_month(self._table, month)
        self._opened.add(month)

    def _terms_of(self, merchant_id: str) -> Terms | None:
        if merchant_id not in self._terms:
            self._terms[merchant_id] = terms_of(find_merchant(self._table, merchant_id).commission)
        return self._terms[merchant_id]


def open_month(table: Table, month: Month) -> None:
    """Have a month billed, if that is not so already."""
    try:
        table.put(opened_put(month))
    except ConditionFailed:
        return  # It is.


def _gone(order: Item) -> int:
    """What of its price went back, or was withdrawn."""
    return int(order.get("refunded_amount", 0)) + int(order.get("disputed_amount", 0))
