"""What goes with a return, in the same transaction: the count on the money, the orders' states, the wallet's page."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from shared.errors import Conflict
from shared.orders.model import Order
from shared.orders.store import from_item as order_from_item
from shared.orders.store import money_back_update
from shared.payments.returns.model import Captured, Origin, Return, Share, allocate, merged
from shared.payments.returns.store import counted_update
from shared.stripe_gateway.port import Withdrawal
from shared.table.keys import order_key
from shared.table.port import Table, Write
from shared.wallets.model import BalanceOutOfRange, JournalLine, LineKind, turn_page
from shared.wallets.store import read_wallet, turn_page_writes

_TOP_UP_LINES: Final = {
    (Withdrawal.REFUND, True): LineKind.TOP_UP_REFUNDED,
    (Withdrawal.REFUND, False): LineKind.TOP_UP_REFUND_FAILED,
    (Withdrawal.DISPUTE, True): LineKind.TOP_UP_DISPUTED,
    (Withdrawal.DISPUTE, False): LineKind.TOP_UP_REINSTATED,
}


def with_effects(
    table: Table, captured: Captured, item: Return, delta: int, at: datetime
) -> tuple[Return, list[Write]]:
    """The return after ``covered`` moved by ``delta`` minor units, and the writes beside its own.

    Each holds only on what was read here. Raises ``Conflict`` (``insufficient_credits``) when the operator wants money
    back that the merchant has spent; the provider's own withdrawals leave a debt instead (rule M7).
    """
    if delta == 0:
        return item, []
    orders = _orders(table, captured, item)
    shares = allocate(orders, delta) if delta > 0 else item.shares
    now_shares = merged([*item.shares, *shares]) if delta > 0 else ()
    moved = replace(item, covered=item.covered + delta, shares=now_shares)
    writes: list[Write] = [counted_update(captured, moved, delta, at)]
    writes += _order_writes(orders, moved, shares, 1 if delta > 0 else -1, at)
    lines = _lines(captured, item, shares, delta)
    if lines:
        writes += _wallet_writes(table, captured, item, lines, at)
    return moved, writes


def _orders(table: Table, captured: Captured, item: Return) -> list[Order]:
    if not captured.orders:
        return []
    wanted = [item.order_id] if item.order_id else list(captured.orders)
    found = [order_from_item(order) for order in table.batch_get([order_key(order_id) for order_id in wanted])]
    return [order for order in found if order.paid_by == captured.payment_id]


def _order_writes(
    orders: Sequence[Order], item: Return, shares: Sequence[Share], sign: int, at: datetime
) -> list[Write]:
    amounts = {share.order_id: sign * share.amount for share in shares}
    writes: list[Write] = []
    for order in orders:
        if order.id not in amounts:
            continue
        refunded, disputed = order.refunded_amount or 0, order.disputed_amount or 0
        if item.kind is Withdrawal.DISPUTE:
            disputed += amounts[order.id]
        else:
            refunded += amounts[order.id]
        writes.append(money_back_update(order, refunded=refunded, disputed=disputed, at=at))
    return writes


def _lines(captured: Captured, item: Return, shares: Sequence[Share], delta: int) -> list[JournalLine]:
    """What this is to the merchant's credits: a top-up leaves them, what is returned to them comes in."""
    if captured.wallet_holds_it:
        return [JournalLine(_TOP_UP_LINES[item.kind, delta > 0], item.id, -delta)]
    if not item.to_wallet:
        return []
    if captured.is_surplus:
        kind = LineKind.SURPLUS if delta > 0 else LineKind.SURPLUS_WITHDRAWN
        return [JournalLine(kind, item.id, delta)]
    cancelled = item.origin is Origin.CANCELLATION
    kind = LineKind.ORDER_CANCELLED if cancelled else LineKind.ORDER_REFUNDED
    return [JournalLine(kind, share.order_id, share.amount) for share in shares]


def _wallet_writes(
    table: Table, captured: Captured, item: Return, lines: Sequence[JournalLine], at: datetime
) -> list[Write]:
    wallet = read_wallet(table, captured.merchant_id or "", captured.currency)
    clawback = item.origin is not Origin.OPERATOR
    try:
        after, page = turn_page(wallet, lines, payment_id=captured.payment_id, at=at, clawback=clawback)
    except BalanceOutOfRange as error:
        raise Conflict("the credits of this top-up are spent", code="insufficient_credits") from error
    return list(turn_page_writes(wallet, after, page))
