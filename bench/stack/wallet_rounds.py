"""`python -m bench.stack.wallet_rounds ROUNDS PID`: debits one wallet on the emulator that the environment leads to.

In turn, 97 orders by one call of the product's debit and 97 by one call each: the same code, items and emulator.
Prints one JSON object: for each way, of each round the seconds, this process's CPU and that of process PID, the
emulator (null where the system does not tell).
"""

import json
import os
import sys
import time
from pathlib import Path

import boto3

from shared.clock import SystemClock
from shared.merchants.request import MerchantRequest
from shared.merchants.service import create_merchant
from shared.orders.model import new_order
from shared.orders.request import OrderRequest
from shared.orders.service import place_order
from shared.payments.credits.adjusting import adjust_wallet
from shared.payments.credits.auto_debit import MAX_ORDERS, debit_orders
from shared.payments.model import Target
from shared.runtime import wiring
from shared.table.port import Table
from shared.wallets.adjustment import AdjustmentRequest
from shared.wallets.request import AutoDebitRequest, WalletChange
from shared.wallets.service import change_wallet
from tests.conformance.definition import create

NAME = "bench-wallet"
CURRENCY = "EUR"
_AMOUNT = 1_250


Round = tuple[float, float, float | None]
"""Seconds: by the clock, of this process's CPU, of the emulator's."""


def main(rounds: int, emulator: int) -> int:
    """One round is not counted: it makes clients and connections."""
    create(boto3.client("dynamodb"), NAME)
    table, clock = wiring.table(NAME), SystemClock()
    merchant_id = _merchant(table, clock)
    found: dict[str, list[Round]] = {"together": [], "one_by_one": []}
    for number in range(rounds + 1):
        for way in sorted(found, reverse=bool(number % 2)):
            targets = _orders(table, clock, merchant_id, f"{number}-{way}")
            calls = [targets] if way == "together" else [[target] for target in targets]
            found[way].append(_round(table, clock, merchant_id, calls, emulator))
    print(json.dumps({"orders": MAX_ORDERS, **{way: rounds[1:] for way, rounds in found.items()}}))
    return 0


def _round(table: Table, clock: SystemClock, merchant_id: str, calls: list[list[Target]], emulator: int) -> Round:
    before = _now(emulator)
    paid = sum(len(debit_orders(table, clock, merchant_id, CURRENCY, wanted).paid) for wanted in calls)
    after = _now(emulator)
    if paid != MAX_ORDERS:
        raise SystemExit(f"only {paid} orders were paid")
    theirs = None if after[2] is None or before[2] is None else after[2] - before[2]
    return after[0] - before[0], after[1] - before[1], theirs


def _now(emulator: int) -> Round:
    return time.perf_counter(), time.process_time(), _cpu_of(emulator)


def _cpu_of(process: int) -> float | None:
    """User and system time of all its threads (proc(5): fields 14 and 15, in clock ticks)."""
    stat = Path(f"/proc/{process}/stat")
    if not stat.exists():
        return None
    fields = stat.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _merchant(table: Table, clock: SystemClock) -> str:
    merchant_id = create_merchant(table, clock, MerchantRequest(name="Bench", currency=CURRENCY), None).id
    wish = AutoDebitRequest(enabled=True, terms="v1", accepted_by="bench")
    change_wallet(table, clock, merchant_id, CURRENCY, WalletChange(auto_debit=wish))
    request = AdjustmentRequest(amount=90_000_000, reason="bench", actor="bench")
    adjust_wallet(table, clock, merchant_id, CURRENCY, request, None)
    return merchant_id


def _orders(table: Table, clock: SystemClock, merchant_id: str, mark: str) -> list[Target]:
    targets = []
    for number in range(MAX_ORDERS):
        request = OrderRequest(source="bench", external_id=f"{mark}-{number}", amount=_AMOUNT, currency=CURRENCY)
        order = place_order(table, new_order(merchant_id, request, clock.now())).order
        targets.append(Target(order.id, order.amount, order.amount_version))
    return targets


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
