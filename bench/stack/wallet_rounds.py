"""`python -m bench.stack.wallet_rounds`: debits one wallet on the emulator that the environment leads to.

In turn, 97 orders by one call of the product's debit and 97 by one call each: the same code, items and emulator.
Prints one JSON object: for each way the seconds of each round.
"""

import json
import sys
import time

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


def main(rounds: int) -> int:
    """One round is not counted: it makes clients and connections."""
    create(boto3.client("dynamodb"), NAME)
    table, clock = wiring.table(NAME), SystemClock()
    merchant_id = _merchant(table, clock)
    seconds: dict[str, list[float]] = {"together": [], "one_by_one": []}
    for number in range(rounds + 1):
        for way in sorted(seconds, reverse=bool(number % 2)):
            seconds[way].append(_round(table, clock, merchant_id, f"{number}-{way}", together=way == "together"))
    print(json.dumps({"orders": MAX_ORDERS, **{way: found[1:] for way, found in seconds.items()}}))
    return 0


def _round(table: Table, clock: SystemClock, merchant_id: str, mark: str, *, together: bool) -> float:
    targets = _orders(table, clock, merchant_id, mark)
    calls = [targets] if together else [[target] for target in targets]
    started = time.perf_counter()
    paid = sum(len(debit_orders(table, clock, merchant_id, CURRENCY, wanted).paid) for wanted in calls)
    ended = time.perf_counter()
    if paid != MAX_ORDERS:
        raise SystemExit(f"only {paid} orders were paid")
    return ended - started


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
    sys.exit(main(int(sys.argv[1])))
