"""Putting credits in and taking them out at the operator's word: once for a key, and never below zero."""

from datetime import datetime
from typing import Final

from shared.clock import Clock
from shared.errors import Busy, Conflict
from shared.ids import request_id
from shared.merchants.service import find_merchant
from shared.table.create import key_reused, same_request
from shared.table.keys import adjustment_key
from shared.table.paging import Listing, PageRequest, list_page
from shared.table.port import ABSENT, Put, Table, TransactionFailed, Write
from shared.wallets.adjustment import (
    Adjustment,
    AdjustmentRequest,
    adjustment_from_item,
    adjustment_list,
    adjustment_to_item,
)
from shared.wallets.model import BalanceOutOfRange, JournalLine, LineKind, Wallet, turn_page
from shared.wallets.service import wallet_of
from shared.wallets.store import turn_page_writes

_ATTEMPTS: Final = 8


def adjust_wallet(
    table: Table,
    clock: Clock,
    merchant_id: str,
    currency: str,
    request: AdjustmentRequest,
    idempotency_key: str | None,
) -> Adjustment:
    """The adjustment, in one transaction with the wallet and its journal page; a repeat gets what the first call made.

    Raises ``NotFound`` for an unknown merchant or currency; ``Conflict``: ``insufficient_credits`` where it would take
    more than there is (rule M7), ``balance_out_of_range`` above what a wallet can hold; ``Busy`` when other writers
    were in the way too often, nothing has then changed.
    """
    find_merchant(table, merchant_id)
    route = f"POST wallets/{currency}/adjustments"
    adjustment_id = request_id("adj", merchant_id, route, idempotency_key)
    # Before the balance is looked at: the first call may have used it up.
    made = table.get(adjustment_key(adjustment_id)) if idempotency_key is not None else None
    if made is not None:
        return adjustment_from_item(same_request(made, request.digest(), key_reused()))
    for _ in range(_ATTEMPTS):
        wallet = wallet_of(table, merchant_id, currency)
        adjustment, writes = _adjusted(wallet, adjustment_id, request, clock.now())
        try:
            table.transact(writes)
        except TransactionFailed as refused:
            if 0 in refused.failed:
                return adjustment_from_item(same_request(refused.failed[0], request.digest(), key_reused()))
        else:
            return adjustment
    raise Busy("the wallet is being changed, try again")


def _adjusted(
    wallet: Wallet, adjustment_id: str, request: AdjustmentRequest, now: datetime
) -> tuple[Adjustment, list[Write]]:
    """The adjustment of the wallet as it was read, and its writes: itself first, then the wallet and its page."""
    line = JournalLine(LineKind.ADJUSTMENT, adjustment_id, request.amount)
    try:
        after, page = turn_page(wallet, [line], payment_id=adjustment_id, at=now)
    except BalanceOutOfRange as error:
        raise _refusal(request.amount) from error
    adjustment = Adjustment(
        id=adjustment_id,
        merchant_id=wallet.merchant_id,
        currency=wallet.currency,
        balance_after=after.balance,
        created_at=now,
        **request.model_dump(),
    )
    item = adjustment_to_item(adjustment, request.digest())
    return adjustment, [Put(item, ABSENT), *turn_page_writes(wallet, after, page)]


def _refusal(amount: int) -> Conflict:
    if amount < 0:
        return Conflict("the wallet does not hold that much", code="insufficient_credits")
    return Conflict("the wallet cannot hold that much", code="balance_out_of_range")


def list_adjustments(table: Table, merchant_id: str, currency: str, page: PageRequest) -> Listing:
    """A wallet's adjustments, newest first. Raises ``NotFound`` for an unknown merchant or currency."""
    find_merchant(table, merchant_id)
    wallet_of(table, merchant_id, currency)
    return list_page(table, [adjustment_list(merchant_id, currency)], page)
