"""Balance transactions: what moved the balance, its fee, and when it becomes available."""

from typing import Any

from local.stripe_simulator.errors import missing
from local.stripe_simulator.protocol.paging import page_of
from local.stripe_simulator.resources.amounts import exponent
from local.stripe_simulator.world import Call

Json = dict[str, Any]
REPORTING = {"charge": "charge", "payment": "charge", "refund": "refund", "payment_refund": "refund"}


def processing_fee(amount: int, currency: str) -> int:
    """2.9 % rounded up, plus 30 minor units (a tenth of a per cent more instead, without decimals)."""
    if exponent(currency) == 0:
        return -(-amount * 36 // 1000)
    return min(amount, -(-amount * 29 // 1000) + 30)


def record(
    call: Call,
    kind: str,
    source: Json,
    *,
    amount: int,
    fee: int = 0,
    at_once: bool = False,
    category: str | None = None,
) -> Json:
    """Adds a transaction of `amount` minor units (negative: money leaves) for a charge, refund or dispute.

    It is pending until the clearing time of the settings has passed, unless `at_once`.
    """
    world = call.world
    created = world.time()
    available = created if at_once else created + int(world.settings.clearing)
    currency = source["currency"]
    transaction: Json = {
        "id": world.ids.draw("txn"),
        "object": "balance_transaction",
        "amount": amount,
        "available_on": available,
        "balance_type": "payments",
        "created": created,
        "currency": currency,
        "description": source.get("description"),
        "exchange_rate": None,
        "fee": fee,
        "fee_details": [fee_detail(fee, currency)] if fee else [],
        "net": amount - fee,
        "reporting_category": category or REPORTING[kind],
        "source": source["id"],
        "status": "available" if at_once else "pending",
        "type": kind,
    }
    if not at_once:
        world.agenda.add(available, "funds_available", call.account.key, transaction["id"])
    return call.account.balance_transactions.put(transaction)


def fee_detail(fee: int, currency: str) -> Json:
    """The one line of `fee_details`."""
    return {
        "amount": fee,
        "application": None,
        "currency": currency,
        "description": "Stripe processing fees",
        "type": "stripe_fee",
    }


def make_available(call: Call) -> None:
    """The clearing time of the transaction in `ids` is over."""
    transaction = call.account.balance_transactions.get(call.ids[0])
    if transaction is not None:
        transaction["status"] = "available"
        transaction["available_on"] = min(transaction["available_on"], call.world.time())


def retrieve(call: Call) -> Json:
    """GET /v1/balance_transactions/{id}."""
    transaction = call.account.balance_transactions.get(call.ids[0])
    if transaction is None:
        raise missing("balance transaction", call.ids[0], param="id")
    return transaction


def list_transactions(call: Call) -> Json:
    """GET /v1/balance_transactions: `source`, `type`, `currency`, `created`."""
    params = dict(call.params)
    if "currency" in params:
        params["currency"] = params["currency"].lower()
    return page_of(call.account.balance_transactions, params, "/v1/balance_transactions")
