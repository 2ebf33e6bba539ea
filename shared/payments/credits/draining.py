"""Paying the unpaid queue from credits, oldest first, skipping what does not fit (design, section 4, step 4)."""

from collections.abc import Iterator
from typing import Any, Final

from shared.clock import Clock
from shared.errors import Busy
from shared.orders.model import OrderStatus, PaymentStatus
from shared.payments.credits.auto_debit import MAX_ORDERS, debit_orders
from shared.payments.credits.planning import plan_debit
from shared.payments.model import Target
from shared.table.attempt import try_update
from shared.table.due import CAUGHT_UP
from shared.table.keys import DUE_INDEX, WAITING_SHARDS, waiting_list
from shared.table.port import Item, Query, Table
from shared.table.reading import read_entries
from shared.wallets.store import looked_at_again, read_wallet, recovered

_PAGE: Final = 100
_ROUNDS: Final = 50
SHOWN: Final = 1_000


def drain(
    table: Table, clock: Clock, merchant_id: str, currency: str, *, after_top_up: bool, woken: bool = False
) -> int:
    """How many waiting orders were paid; none if a top-up asked and the merchant has not chosen that.

    An order that waits for another reason than it says, or that was left undecided, says so from now on.

    Runs in the wallet's queue group. An order on its way to its first debit is not in the queue that is read here, nor
    is it stranded: its message is before this one in the group, then it has been decided on, or behind it, and sees
    what this drain leaves; one that failed for good has its orders put into the queue (``left_update``).
    One that was refused a moment ago may be missing from the index: if credits are left, the wallet is due for another
    look in a minute, unless this is it (``woken``). Raises ``Busy`` when the queue is longer than one turn: the message
    comes again and goes on.
    """
    wallet = read_wallet(table, merchant_id, currency)
    if after_top_up and not wallet.drain_after_top_up:
        return 0
    paid = spent = 0
    for number, orders in enumerate(waiting_orders(table, merchant_id, currency)):
        if number == _ROUNDS:
            raise Busy("more orders wait than one turn can pay")
        for start in range(0, len(orders), MAX_ORDERS):
            part = orders[start : start + MAX_ORDERS]
            told = {order["id"]: order.get("unpaid_reason") for order in part}
            plan = debit_orders(table, clock, merchant_id, currency, [_target(order) for order in part], told=told)
            paid, spent = paid + len(plan.paid), spent + sum(target.amount for target in plan.paid)
    if wallet.redrives:
        # Refused when another message has failed meanwhile.
        try_update(table, recovered(wallet))
    if not woken and wallet.stopped is None and wallet.balance > spent:
        table.update(looked_at_again(wallet, clock.now() + CAUGHT_UP))
    return paid


def oldest_waiting(table: Table, merchant_id: str, currency: str, most: int = SHOWN) -> tuple[list[Target], bool]:
    """The oldest orders that automatic debit may pay, in the order of a drain, and whether there are more."""
    targets: list[Target] = []
    for page in waiting_orders(table, merchant_id, currency):
        targets += map(_target, page)
        if len(targets) > most:
            break
    return targets[:most], len(targets) > most


def dry_run(table: Table, clock: Clock, merchant_id: str, currency: str) -> dict[str, Any]:
    """What a drain would pay now, of the oldest thousand orders that wait."""
    wallet = read_wallet(table, merchant_id, currency)
    plan = plan_debit(wallet, oldest_waiting(table, merchant_id, currency)[0], clock.now())
    total = sum(target.amount for target in plan.paid)
    return {
        "dry_run": True,
        "would_pay": [{"order": target.id, "amount": target.amount} for target in plan.paid],
        "would_wait": [
            {"order": wait.target.id, "reason": wait.reason, "shortfall": wait.shortfall} for wait in plan.waiting
        ],
        "total": total,
        "balance_after": wallet.balance - total,
    }


def waiting_orders(table: Table, merchant_id: str, currency: str) -> Iterator[list[Item]]:
    """Pages of orders that automatic debit may pay, oldest first over all shards, as they are now."""
    above: str | None = None
    while True:
        found: list[Item] = []
        reached: list[str] = []
        for shard in range(WAITING_SHARDS):
            page = table.query(Query(DUE_INDEX, waiting_list(merchant_id, shard), _PAGE, sort_above=above))
            found += page.items
            reached += [page.scanned_to] if page.scanned_to is not None else []
        # A shard that stopped early is complete only up to where it stopped.
        above = min(reached, default=None)
        complete = [entry for entry in found if above is None or entry["due_sk"] <= above]
        complete.sort(key=lambda entry: str(entry["due_sk"]))
        yield [order for order in read_entries(table, complete) if _may_be_paid(order, currency)]
        if above is None:
            return


def _may_be_paid(order: Item, currency: str) -> bool:
    payable = order["status"] == OrderStatus.IN_PROGRESS and order["payment_status"] == PaymentStatus.UNPAID
    return payable and order["collect"] == "auto" and order["currency"] == currency and "claim" not in order


def _target(order: Item) -> Target:
    return Target(order["id"], order["amount"], order["amount_version"])
