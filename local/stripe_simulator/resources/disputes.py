"""Disputes and inquiries (https://docs.stripe.com/disputes/how-disputes-work)."""

from typing import Any

from local.stripe_simulator.errors import missing, refused
from local.stripe_simulator.protocol.paging import page_of
from local.stripe_simulator.resources import balance_transactions, charges
from local.stripe_simulator.resources.events import emit
from local.stripe_simulator.resources.metadata import merged_metadata
from local.stripe_simulator.world import Call

Json = dict[str, Any]
FEE = 1500
DAYS_TO_ANSWER = 7
EVIDENCE: Json = dict.fromkeys(
    (
        "access_activity_log", "billing_address", "cancellation_policy", "cancellation_policy_disclosure",
        "cancellation_rebuttal", "customer_communication", "customer_email_address", "customer_name",
        "customer_purchase_ip", "customer_signature", "duplicate_charge_documentation",
        "duplicate_charge_explanation", "duplicate_charge_id", "product_description", "receipt", "refund_policy",
        "refund_policy_disclosure", "refund_refusal_explanation", "service_date", "service_documentation",
        "shipping_address", "shipping_carrier", "shipping_date", "shipping_documentation",
        "shipping_tracking_number", "uncategorized_file", "uncategorized_text",
    )
)  # fmt: skip
OPEN = ("needs_response", "warning_needs_response", "under_review", "warning_under_review")
OUTCOMES = {"winning_evidence": "won", "losing_evidence": "lost"}


def open_dispute(call: Call, charge: Json, reason: str = "fraudulent", *, inquiry: bool = False) -> Json:
    """The buyer's bank disputes a charge. An inquiry moves no money; otherwise the amount and a fee are taken."""
    dispute = call.account.disputes.put(new_dispute(call, charge, reason, inquiry=inquiry))
    charge["disputed"] = True
    if not inquiry:
        move_funds(call, dispute, -1, FEE)
    emit(call, "charge.dispute.created", dispute)
    if not inquiry:
        emit(call, "charge.dispute.funds_withdrawn", dispute)
    return dispute


def new_dispute(call: Call, charge: Json, reason: str, *, inquiry: bool) -> Json:
    """A dispute of all that a charge took, that waits for evidence."""
    created = call.world.time()
    return {
        "id": call.world.ids.draw("dp"),
        "object": "dispute",
        "amount": charge["amount_captured"],
        "balance_transactions": [],
        "charge": charge["id"],
        "created": created,
        "currency": charge["currency"],
        "enhanced_eligibility_types": [],
        "evidence": {**EVIDENCE, "enhanced_evidence": {}},
        "evidence_details": {
            "due_by": created + DAYS_TO_ANSWER * 86400,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
            "submission_method": "not_submitted",
        },
        "intended_submission_method": None,
        "is_charge_refundable": inquiry,
        "livemode": False,
        "metadata": {},
        "payment_intent": charge["payment_intent"],
        "payment_method_details": case_details(charge, inquiry=inquiry),
        "reason": reason,
        "status": "warning_needs_response" if inquiry else "needs_response",
    }


def case_details(charge: Json, *, inquiry: bool) -> Json:
    """`payment_method_details` of a dispute."""
    if charge["payment_method_details"]["type"] == "paypal":
        return {"paypal": {"case_id": f"PP-{charge['id'][-12:]}", "reason_code": None}, "type": "paypal"}
    brand = charge["payment_method_details"]["card"]["brand"]
    case = "inquiry" if inquiry else "chargeback"
    card = {"brand": brand, "case_type": case, "network": brand, "network_reason_code": "10.4"}
    return {"card": card, "type": "card"}


def move_funds(call: Call, dispute: Json, direction: int, fee: int) -> None:
    """Takes the disputed amount (direction -1), or gives it back (1)."""
    category = "dispute" if direction < 0 else "dispute_reversal"
    amount = direction * dispute["amount"]
    transaction = balance_transactions.record(
        call, "adjustment", dispute, amount=amount, fee=fee, at_once=True, category=category
    )
    dispute["balance_transactions"] = [*dispute["balance_transactions"], transaction]


def close_dispute(call: Call, dispute: Json, outcome: str) -> Json:
    """Decides an open dispute: won, lost, or warning_closed for an inquiry. StripeError (400) if it is closed."""
    if dispute["status"] not in OPEN:
        raise refused(f"This dispute is already closed: its status is {dispute['status']}.")
    dispute["status"] = outcome
    dispute["is_charge_refundable"] = outcome == "warning_closed"
    if outcome in ("won", "warning_closed"):
        charges.find(call, dispute["charge"])["disputed"] = outcome == "won"
    if outcome == "won":
        move_funds(call, dispute, 1, 0)
        emit(call, "charge.dispute.funds_reinstated", dispute)
    emit(call, "charge.dispute.closed", dispute)
    return dispute


def opens(call: Call, kind: str) -> None:
    """What a test card announced has come: `dispute_<reason>` or `inquiry`."""
    charge = charges.find(call, call.ids[0])
    if charge["disputed"] or charge["refunded"]:
        return
    reason = "product_not_received" if kind == "dispute_not_received" else "fraudulent"
    open_dispute(call, charge, reason, inquiry=kind == "inquiry")


def find(call: Call) -> Json:
    """The dispute in the path; 404 without it."""
    dispute = call.account.disputes.get(call.ids[0])
    if dispute is None:
        raise missing("dispute", call.ids[0], param="dispute")
    return dispute


def retrieve(call: Call) -> Json:
    """GET /v1/disputes/{id}."""
    return find(call)


def update(call: Call) -> Json:
    """POST /v1/disputes/{id}: evidence. The texts `winning_evidence` and `losing_evidence` decide it at once."""
    dispute, params = find(call), call.params
    if dispute["status"] not in OPEN:
        raise refused(f"This dispute is already closed: its status is {dispute['status']}.")
    dispute["metadata"] = merged_metadata(dispute["metadata"], params.get("metadata"))
    evidence = params.get("evidence") or {}
    dispute["evidence"].update({key: value or None for key, value in evidence.items()})
    if evidence:
        dispute["evidence_details"]["has_evidence"] = True
    if evidence and params.get("submit", True):
        submit(call, dispute, evidence.get("uncategorized_text", ""))
    return dispute


def submit(call: Call, dispute: Json, text: str) -> None:
    """Hands the evidence in."""
    details = dispute["evidence_details"]
    details.update(submission_count=details["submission_count"] + 1, submission_method="manual")
    inquiry = dispute["status"].startswith("warning")
    if text in OUTCOMES:
        outcome = OUTCOMES[text]
        close_dispute(call, dispute, "warning_closed" if inquiry and outcome == "won" else outcome)
        return
    previous = {"status": dispute["status"]}
    dispute["status"] = "warning_under_review" if inquiry else "under_review"
    emit(call, "charge.dispute.updated", dispute, previous)


def close(call: Call) -> Json:
    """POST /v1/disputes/{id}/close: accepts the loss."""
    return close_dispute(call, find(call), "lost")


def list_disputes(call: Call) -> Json:
    """GET /v1/disputes: `charge`, `payment_intent`, `created`."""
    return page_of(call.account.disputes, call.params, "/v1/disputes")
