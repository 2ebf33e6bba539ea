"""What goes with a return, in the same transaction: the count on the money, on what it paid, the wallet's page."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from shared.errors import Conflict
from shared.payables.kinds import kind_of
from shared.payables.model import Payable
from shared.payments.returns.model import Captured, Origin, Return, Share, allocate, merged
from shared.payments.returns.store import counted_update
from shared.stripe_gateway.port import Withdrawal
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
    back that the merchant has spent; the provider's own withdrawals leave a debt instead (rule M7). And
    (``balance_out_of_range``) when credits would be more than a wallet can hold.
    """
    if delta == 0:
        return item, []
    paid = _paid(table, captured, item)
    shares = allocate(paid, delta) if delta > 0 else item.shares
    now_shares = merged([*item.shares, *shares]) if delta > 0 else ()
    moved = replace(item, covered=item.covered + delta, shares=now_shares)
    writes: list[Write] = [counted_update(captured, moved, delta, at)]
    writes += _counts(paid, moved, shares, 1 if delta > 0 else -1, at)
    lines = _lines(captured, item, shares, delta)
    if lines:
        writes += _wallet_writes(table, captured, item, lines, at)
    return moved, writes


def _paid(table: Table, captured: Captured, item: Return) -> list[Payable]:
    """What this money paid, or of it what the return is for."""
    if not captured.targets:
        return []
    wanted = [item.target_id] if item.target_id else list(captured.targets)
    items = table.batch_get([kind_of(each).key(each) for each in wanted])
    found = [kind_of(each["id"]).read(each) for each in items]
    return [each for each in found if each.paid_by == captured.payment_id]


def _counts(paid: Sequence[Payable], item: Return, shares: Sequence[Share], sign: int, at: datetime) -> list[Write]:
    amounts = {share.target_id: sign * share.amount for share in shares}
    writes: list[Write] = []
    for payable in paid:
        if payable.id not in amounts:
            continue
        refunded, disputed = payable.refunded_amount or 0, payable.disputed_amount or 0
        if item.kind is Withdrawal.DISPUTE:
            disputed += amounts[payable.id]
        else:
            refunded += amounts[payable.id]
        writes.append(kind_of(payable.id).money_back(payable, refunded, disputed, at))
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
    return [JournalLine(kind, share.target_id, share.amount) for share in shares]


def _wallet_writes(
    table: Table, captured: Captured, item: Return, lines: Sequence[JournalLine], at: datetime
) -> list[Write]:
    wallet = read_wallet(table, captured.merchant_id or "", captured.currency)
    clawback = item.origin is not Origin.OPERATOR
    try:
        after, page = turn_page(wallet, lines, payment_id=captured.payment_id, at=at, clawback=clawback)
    except BalanceOutOfRange as error:
        if sum(line.amount for line in lines) > 0:
            raise Conflict("the wallet cannot hold that much", code="balance_out_of_range") from error
        raise Conflict("the credits of this top-up are spent", code="insufficient_credits") from error
    return list(turn_page_writes(wallet, after, page))
