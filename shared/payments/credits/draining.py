"""Paying the unpaid queue from credits, oldest first, skipping what does not fit (design, section 4, step 4)."""

from collections.abc import Iterator
from typing import Any, Final

from shared.clock import Clock
from shared.errors import Busy
from shared.payments.credits.auto_debit import MAX_ORDERS, debit_orders, plan_debit
from shared.payments.model import Target
from shared.table.keys import LIST_INDEX, ORDER_SHARDS, order_list
from shared.table.port import Condition, Item, Query, Table
from shared.wallets.store import read_wallet

_PAGE: Final = 100
_ROUNDS: Final = 50
_SHOWN: Final = 1_000


def drain(table: Table, clock: Clock, merchant_id: str, currency: str, *, after_top_up: bool) -> int:
    """How many waiting orders were paid; none if a top-up asked and the merchant has not chosen that.

    Runs in the wallet's queue group, behind every order that came before, so an order decided against the old balance
    is in the index by now. Raises ``Busy`` when the queue is longer than one turn: the message comes again and goes on.
    """
    wallet = read_wallet(table, merchant_id, currency)
    if after_top_up and not wallet.drain_after_top_up:
        return 0
    paid = 0
    for number, targets in enumerate(_waiting(table, merchant_id, currency)):
        if number == _ROUNDS:
            raise Busy("more orders wait than one turn can pay")
        for start in range(0, len(targets), MAX_ORDERS):
            part = targets[start : start + MAX_ORDERS]
            paid += len(debit_orders(table, clock, merchant_id, currency, part, again=True).paid)
    return paid


def dry_run(table: Table, merchant_id: str, currency: str) -> dict[str, Any]:
    """What a drain would pay now, of the oldest thousand orders that wait."""
    wallet = read_wallet(table, merchant_id, currency)
    targets: list[Target] = []
    for page in _waiting(table, merchant_id, currency):
        targets += page
        if len(targets) >= _SHOWN:
            break
    plan = plan_debit(wallet, targets[:_SHOWN])
    total = sum(target.amount for target in plan.paid)
    return {
        "dry_run": True,
        "would_pay": [{"order": target.order_id, "amount": target.amount} for target in plan.paid],
        "would_wait": [
            {"order": wait.target.order_id, "reason": wait.reason, "shortfall": wait.shortfall} for wait in plan.waiting
        ],
        "total": total,
        "balance_after": wallet.balance - total,
    }


def _waiting(table: Table, merchant_id: str, currency: str) -> Iterator[list[Target]]:
    """Pages of orders that automatic debit may pay, oldest first over all shards."""
    wanted = Condition(
        "#payment_status = :unpaid AND #collect = :auto AND #currency = :currency AND attribute_not_exists(#claim)",
        {"unpaid": "unpaid", "auto": "auto", "currency": currency},
    )
    above: str | None = None
    while True:
        found: list[Item] = []
        reached: list[str] = []
        for shard in range(ORDER_SHARDS):
            partition = order_list(merchant_id, "open", shard)
            page = table.query(Query(LIST_INDEX, partition, _PAGE, sort_above=above, where=wanted))
            found += page.items
            reached += [page.scanned_to] if page.scanned_to is not None else []
        # A shard that stopped early is complete only up to where it stopped.
        above = min(reached, default=None)
        complete = [item for item in found if above is None or item["list_sk"] <= above]
        yield [_target(item) for item in sorted(complete, key=lambda item: str(item["list_sk"]))]
        if above is None:
            return


def _target(order: Item) -> Target:
    return Target(order["id"], order["amount"], order["amount_version"])
