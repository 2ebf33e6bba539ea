"""Mistakes in settling and in counting money."""

from dataclasses import replace
from typing import Any, Final

import pytest

from functions.process_webhook import handler as process_webhook
from shared.payments.model import Payment, PaymentState, Receipt
from shared.payments.settling import reconciliation, settlement
from shared.payments.settling import repair as schedules
from shared.payments.settling.settlement import Settlement
from shared.stripe_gateway.port import CheckoutSession, SessionState
from shared.table.port import ABSENT, PRESENT, Put
from tests.simulation.mutations.originals import original


def credit_on_duplicate(patch: pytest.MonkeyPatch) -> None:
    """A payment is taken to be as it was when it was made."""
    read = original(settlement, "read_payment")

    def as_made(table: Any, payment_id: str) -> Payment | None:
        payment = read(table, payment_id)
        return replace(payment, state=PaymentState.PENDING, intent_id=None) if payment else None

    patch.setattr(settlement, "read_payment", as_made)
    patch.setattr(settlement, "untouched_since", lambda _: PRESENT)


def ignore_amount_mismatch(patch: pytest.MonkeyPatch) -> None:
    """Whatever arrived is taken to be what was due."""
    settling = settlement._settling_writes

    def lenient(context: Any, payment: Payment, receipt: Receipt) -> Any:
        return settling(context, payment, replace(receipt, amount=payment.amount, currency=payment.currency))

    patch.setattr(settlement, "_settling_writes", lenient)


def ignore_other_session(patch: pytest.MonkeyPatch) -> None:
    """Any success that names the payment settles it."""
    settling = settlement._settling_writes

    def lenient(context: Any, payment: Payment, receipt: Receipt) -> Any:
        return settling(context, replace(payment, session_id=receipt.session_id), receipt)

    patch.setattr(settlement, "_settling_writes", lenient)


def drop_surplus_record(patch: pytest.MonkeyPatch) -> None:
    """Money that settles nothing is only noted under the event that told of it."""

    def nothing(payment_id: str, *_: Any) -> Put:
        return Put({"pk": f"dropped-{payment_id}", "sk": "nothing"}, None)

    patch.setattr(settlement, "surplus_put", nothing)


def one_surplus_to_a_payment(patch: pytest.MonkeyPatch) -> None:
    """Surplus is kept under the payment, where a second one finds its place taken."""
    put = original(settlement, "surplus_put")

    def under_payment(payment_id: str, *rest: Any) -> Put:
        return Put(put(payment_id, *rest).item | {"sk": "surplus", "pk": payment_id}, ABSENT)

    patch.setattr(settlement, "surplus_put", under_payment)


def known_too_early(patch: pytest.MonkeyPatch) -> None:
    """A payment that is processing is taken to have been dealt with."""
    settle = original(reconciliation, "settle")

    def early(context: Any, payment_id: str, *rest: Any) -> Any:
        payment = original(settlement, "read_payment")(context.table, payment_id)
        if payment is not None and payment.state is PaymentState.PROCESSING:
            return Settlement.KNOWN
        return settle(context, payment_id, *rest)

    patch.setattr(reconciliation, "settle", early)


def believe_the_event(patch: pytest.MonkeyPatch) -> None:
    """A completed checkout is taken to be a paid one, without a look."""
    handle = original(process_webhook, "handle_event")

    def believing(context: Any, event: Any, *, livemode: bool) -> Any:
        if not isinstance(event, dict) or event.get("type") != "checkout.session.completed":
            return handle(context, event, livemode=livemode)
        subject = event["data"]["object"]
        if subject["mode"] != "payment":
            return handle(context, event, livemode=livemode)
        session = CheckoutSession(
            account=event.get("account"),
            id=subject["id"],
            state=SessionState.PAID,
            url=None,
            intent_id=subject["payment_intent"],
            received=subject["amount_total"],
            currency=subject["currency"].upper(),
            metadata=subject["metadata"],
        )
        return reconciliation.act_on(context, session, event["id"])

    patch.setattr(process_webhook, "handle_event", believing)


def end_on_failure_event(patch: pytest.MonkeyPatch) -> None:
    """A refused card ends the payment and frees its claim, without a look."""
    handle = original(process_webhook, "handle_event")

    def trusting(context: Any, event: Any, *, livemode: bool) -> Any:
        if not isinstance(event, dict) or "data" not in event:
            return handle(context, event, livemode=livemode)
        subject = event["data"]["object"]
        payment_id = subject.get("metadata", {}).get("orderpay_payment")
        payment = original(settlement, "read_payment")(context.table, payment_id) if payment_id else None
        if event["type"] != "payment_intent.payment_failed" or payment is None or payment.session_id is None:
            return handle(context, event, livemode=livemode)
        reconciliation._end(context, payment, payment.session_id, PaymentState.FAILED)
        return "ended"

    patch.setattr(process_webhook, "handle_event", trusting)


def processing_is_failure(patch: pytest.MonkeyPatch) -> None:
    """What has not been paid at once is taken to have failed."""

    def fail(context: Any, payment: Payment, session_id: str) -> None:
        reconciliation._end(context, payment, session_id, PaymentState.FAILED)

    patch.setattr(reconciliation, "_mark_processing", fail)


def repair_does_not_give_up(patch: pytest.MonkeyPatch) -> None:
    """The repair job neither opens nor ends a payment that never got its page."""
    patch.setattr(schedules, "_resume", lambda *_: None)
    patch.setattr(schedules, "end_payment", lambda *_, **__: True)


MUTATIONS: Final = (
    credit_on_duplicate,
    ignore_amount_mismatch,
    ignore_other_session,
    drop_surplus_record,
    one_surplus_to_a_payment,
    known_too_early,
    believe_the_event,
    end_on_failure_event,
    processing_is_failure,
    repair_does_not_give_up,
)
