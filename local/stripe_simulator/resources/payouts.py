"""Payouts: what is available of a balance leaves for the bank (https://docs.stripe.com/payouts)."""

from typing import Any

from local.stripe_simulator.errors import ControlError, missing, refused
from local.stripe_simulator.protocol.paging import page_of
from local.stripe_simulator.resources import balance_transactions
from local.stripe_simulator.resources.events import emit
from local.stripe_simulator.world import Call

Json = dict[str, Any]
DAY = 86_400


def pay_out(call: Call, currency: str, *, amount: int | None = None) -> Json:
    """Pays out all that is available and was not before; with an ``amount``, that much, as one asks for by hand.

    Only of the first kind is it known what it consists of.
    """
    waiting = [] if amount is not None else unpaid(call, currency)
    total = amount if amount is not None else sum(each["net"] for each in waiting)
    if total == 0:
        raise ControlError("nothing to pay out")
    payout = call.account.payouts.put(new_payout(call, currency, total, automatic=amount is None))
    payout["balance_transaction"] = moved(call, "payout", payout, -total)["id"]
    call.account.payout_of.update({each["id"]: payout["id"] for each in waiting})
    if payout["automatic"]:
        call.account.payout_of[payout["balance_transaction"]] = payout["id"]
    emit(call, "payout.created", payout)
    return payout


def unpaid(call: Call, currency: str) -> list[Json]:
    """What is available in this currency and in no payout."""
    return [
        each
        for each in call.account.balance_transactions.values()
        if each["status"] == "available"
        and each["currency"] == currency
        and each["type"] != "payout"
        and each["id"] not in call.account.payout_of
    ]


def moved(call: Call, kind: str, payout: Json, amount: int) -> Json:
    """The payout's own balance transaction."""
    return balance_transactions.record(call, kind, payout, amount=amount, at_once=True, category=kind)


def new_payout(call: Call, currency: str, amount: int, *, automatic: bool) -> Json:
    """On its way since now."""
    created = call.world.time()
    return {
        "id": call.world.ids.draw("po"),
        "object": "payout",
        "amount": amount,
        "application_fee": None,
        "application_fee_amount": None,
        "arrival_date": (created // DAY + 2) * DAY,
        "automatic": automatic,
        "balance_transaction": None,
        "created": created,
        "currency": currency,
        "description": "STRIPE PAYOUT" if automatic else None,
        "destination": call.world.ids.draw("ba"),
        "failure_balance_transaction": None,
        "failure_code": None,
        "failure_message": None,
        "livemode": False,
        "metadata": {},
        "method": "standard",
        "original_payout": None,
        "payout_method": None,
        "reconciliation_status": "in_progress" if automatic else "not_applicable",
        "reversed_by": None,
        "source_type": "card",
        "statement_descriptor": None,
        "status": "pending",
        "trace_id": None,
        "type": "bank_account",
    }


def reconcile(call: Call) -> Json:
    """What it consists of is known by now."""
    payout = retrieve(call)
    if payout["reconciliation_status"] != "in_progress":
        raise ControlError("nothing to reconcile")
    payout["reconciliation_status"] = "completed"
    emit(call, "payout.reconciliation_completed", payout)
    return payout


def arrive(call: Call) -> Json:
    """The bank has it."""
    return _moves_on(call, "paid")


def fail(call: Call) -> Json:
    """The bank sends it back, and it is on the balance again."""
    payout = retrieve(call)
    back = moved(call, "payout_failure", payout, payout["amount"])
    payout.update(failure_balance_transaction=back["id"], failure_code="account_closed")
    payout["failure_message"] = "The bank account has been closed."
    return _moves_on(call, "failed")


def _moves_on(call: Call, status: str) -> Json:
    payout = retrieve(call)
    previous = {"status": payout["status"]}
    payout["status"] = status
    emit(call, "payout.updated", payout, previous)
    emit(call, f"payout.{status}", payout)
    return payout


def retrieve(call: Call) -> Json:
    """GET /v1/payouts/{payout}."""
    payout = call.account.payouts.get(call.ids[0])
    if payout is None:
        raise missing("payout", call.ids[0], param="payout")
    return payout


def list_payouts(call: Call) -> Json:
    """GET /v1/payouts: `status`, `created`."""
    return page_of(call.account.payouts, call.params, "/v1/payouts")


def list_of_payout(call: Call, payout_id: str) -> Json:
    """What a payout consists of, itself included; 400 before that is known."""
    payout = retrieve(call.with_params(call.params, payout_id))
    if payout["reconciliation_status"] != "completed":
        raise refused("This payout is not reconciled.", code="payout_reconciliation_not_ready")
    wanted = call.account.payout_of
    return page_of(
        call.account.balance_transactions,
        call.params,
        "/v1/balance_transactions",
        lambda each: wanted.get(each["id"]) == payout_id,
    )
