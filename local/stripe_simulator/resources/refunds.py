"""Refunds, whole or in part; some fail later (https://docs.stripe.com/refunds)."""

from typing import Any

from local.stripe_simulator.errors import missing, refused
from local.stripe_simulator.protocol.paging import page_of
from local.stripe_simulator.resources import balance_transactions, charges, payment_intents
from local.stripe_simulator.resources.amounts import written
from local.stripe_simulator.resources.events import emit
from local.stripe_simulator.resources.metadata import merged_metadata
from local.stripe_simulator.resources.payment_methods import card_of
from local.stripe_simulator.world import Call

Json = dict[str, Any]


def create(call: Call) -> Json:
    """POST /v1/refunds with `charge` or `payment_intent`, and `amount` (default: all that is left)."""
    charge = charge_to_refund(call)
    left = charge["amount_captured"] - charge["amount_refunded"]
    amount = call.params.get("amount", left)
    check_refundable(charge, amount, left)
    method = call.account.payment_methods.get(charge["payment_method"])
    after = card_of(call, method).after if method and method["type"] == "card" else ""
    refund = new_refund(call, charge, amount, "pending" if after == "refund_pending" else "succeeded")
    previous = {"amount_refunded": charge["amount_refunded"], "refunded": charge["refunded"]}
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount_captured"]
    emit(call, "refund.created", refund)
    emit(call, "charge.refunded", charge, previous)
    due = call.world.precise_time() + call.world.settings.refund_failure_after
    if after in ("refund_fails", "refund_pending"):
        outcome = "failed" if after == "refund_fails" else "succeeded"
        call.world.agenda.add(due, "refund_resolves", call.account.key, refund["id"], outcome)
    return refund


def charge_to_refund(call: Call) -> Json:
    """The charge that the parameters name. Raises StripeError (400) for both, neither, or nothing to refund."""
    params = call.params
    if ("charge" in params) == ("payment_intent" in params):
        raise refused("One of the following params should be provided for this request: payment_intent or charge.")
    if "charge" in params:
        return charges.find(call, params["charge"], in_path=False)
    intent = payment_intents.find(call, params["payment_intent"], in_path=False)
    charge = call.account.charges.get(intent["latest_charge"] or "")
    if charge is None or charge["status"] != "succeeded":
        message = f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund."
        raise refused(message, param="payment_intent", code="payment_intent_unexpected_state")
    return charge


def check_refundable(charge: Json, amount: int, left: int) -> None:
    """Raises StripeError (400) if so much cannot go back."""
    if not charge["captured"] or charge["status"] != "succeeded":
        raise refused(f"Charge {charge['id']} has not been captured.", param="charge", code="charge_not_refundable")
    if charge["disputed"]:
        message = f"Charge {charge['id']} has been charged back; cannot issue a refund."
        raise refused(message, code="charge_disputed")
    if left == 0:
        message = f"Charge {charge['id']} has already been refunded."
        raise refused(message, code="charge_already_refunded")
    if amount < 1:
        raise refused("Invalid positive integer", param="amount", code="parameter_invalid_integer")
    if amount > left:
        shown, rest = written(amount, charge["currency"]), written(left, charge["currency"])
        raise refused(f"Refund amount ({shown}) is greater than unrefunded amount on charge ({rest})", param="amount")


def new_refund(call: Call, charge: Json, amount: int, status: str) -> Json:
    """A stored refund with its balance transaction."""
    kind = charge["payment_method_details"]["type"]
    refund: Json = {
        "id": call.world.ids.draw("re" if kind == "card" else "pyr"),
        "object": "refund",
        "amount": amount,
        "balance_transaction": None,
        "charge": charge["id"],
        "created": call.world.time(),
        "currency": charge["currency"],
        "customer": charge["customer"],
        "customer_account": None,
        "destination_details": destination(kind),
        "metadata": merged_metadata({}, call.params.get("metadata")),
        "payment_intent": charge["payment_intent"],
        "payment_method": charge["payment_method"],
        "reason": call.params.get("reason"),
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": status,
        "transfer_reversal": None,
    }
    category = "refund" if kind == "card" else "payment_refund"
    transaction = balance_transactions.record(call, category, refund, amount=-amount, category="refund")
    refund["balance_transaction"] = transaction["id"]
    return call.account.refunds.put(refund)


def destination(kind: str) -> Json:
    """Where the money goes."""
    if kind == "card":
        card = {"reference_status": "pending", "reference_type": "acquirer_reference_number", "type": "refund"}
        return {"card": card, "type": "card"}
    return {"paypal": {}, "type": "paypal"}


def resolve(call: Call, outcome: str, reason: str = "lost_or_stolen_card") -> Json | None:
    """A refund's later end: `succeeded`, or `failed`, when the money comes back. None if it had failed before."""
    refund = call.account.refunds.get(call.ids[0])
    if refund is None or refund["status"] in ("failed", "canceled"):
        return None
    previous: Json = {"status": refund["status"]}
    refund["status"] = outcome
    if outcome == "failed":
        previous["failure_reason"] = None
        give_back(call, refund, reason)
    emit(call, "refund.updated", refund, previous)
    emit(call, "charge.refund.updated", refund, previous)
    if outcome == "failed":
        emit(call, "refund.failed", refund)
    return refund


def give_back(call: Call, refund: Json, reason: str) -> None:
    """A failed refund's money returns to the balance, and the charge counts it as not refunded."""
    charge = charges.find(call, refund["charge"])
    transaction = balance_transactions.record(
        call, "refund_failure", refund, amount=refund["amount"], category="refund_failure"
    )
    refund.update(failure_balance_transaction=transaction["id"], failure_reason=reason)
    charge["amount_refunded"] -= refund["amount"]
    charge["refunded"] = False


def find(call: Call) -> Json:
    """The refund in the path; 404 without it."""
    refund = call.account.refunds.get(call.ids[0])
    if refund is None:
        raise missing("refund", call.ids[0], param="refund")
    return refund


def update(call: Call) -> Json:
    """POST /v1/refunds/{id}: metadata."""
    refund = find(call)
    previous = {"metadata": refund["metadata"]}
    refund["metadata"] = merged_metadata(refund["metadata"], call.params.get("metadata"))
    if refund["metadata"] != previous["metadata"]:
        emit(call, "refund.updated", refund, previous)
    return refund


def list_refunds(call: Call) -> Json:
    """GET /v1/refunds: `charge`, `payment_intent`, `created`."""
    return page_of(call.account.refunds, call.params, "/v1/refunds")
