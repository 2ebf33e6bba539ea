"""Mistakes in claims, links and hosted pages."""

from dataclasses import replace
from typing import Any, Final

import pytest

from shared.errors import OutcomeUnknown
from shared.ids import random_id
from shared.payments.collecting import checkout, link_checkout, link_closing
from shared.payments.model import Payment, PaymentState
from shared.payments.outbox import relay
from shared.payments.settling import reconciliation
from shared.payments.settling.release import end_payment
from shared.stripe_gateway.port import CheckoutSession, SessionState
from shared.table.keys import link_key
from shared.table.port import PRESENT, Check
from tests.simulation.mutations.originals import original, patch_kinds


def claim_without_condition(patch: pytest.MonkeyPatch) -> None:
    """Whoever presses last has the claim."""
    patch_kinds(patch, link_checkout, claim=lambda claim: lambda *rest: replace(claim(*rest), condition=PRESENT))


def claim_without_link_guard(patch: pytest.MonkeyPatch) -> None:
    """A payment starts without looking at the link once more."""
    patch.setattr(link_checkout, "still_open", lambda link_id: Check(link_key(link_id), PRESENT))


def hand_out_without_guard(patch: pytest.MonkeyPatch) -> None:
    """The page's address is given away though link or claim have gone."""
    patch.setattr(checkout, "_guards", lambda _: [])
    patch.setattr(checkout, "session_update", _unconditional_session(original(checkout, "session_update")))


def void_without_expiring(patch: pytest.MonkeyPatch) -> None:
    """A link is closed here and not at the provider."""

    def close(context: Any, link: Any) -> bool:
        payment = reconciliation.collecting_payment(context, link)
        if payment is not None:
            end_payment(context, payment, PaymentState.CANCELLED, reason="void", session_id=payment.session_id)
        reconciliation.finish_closing(context, link.id)
        return True

    patch.setattr(link_closing, "_close_session", close)


def close_while_in_flight(patch: pytest.MonkeyPatch) -> None:
    """A link is closed although a payment of it may still collect."""
    for module in (reconciliation, link_closing):
        patch.setattr(module, "collecting_payment", lambda *_: None)


def timeout_means_closed(patch: pytest.MonkeyPatch) -> None:
    """No answer to closing a page is taken for its being closed."""

    def close(context: Any, payment: Payment) -> None:
        try:
            reconciliation.act_on(context, context.gateway.expire_session(payment.session_id or "", payment.account))
        except OutcomeUnknown:
            closed = CheckoutSession(
                account=payment.account,
                id=payment.session_id or "",
                state=SessionState.EXPIRED,
                url=None,
                intent_id=None,
                received=0,
                currency=payment.currency,
                metadata={"orderpay_deployment": context.deployment_id, "orderpay_payment": payment.id},
            )
            reconciliation.act_on(context, closed)

    original = link_closing._close_session

    def lenient(context: Any, link: Any) -> bool:
        payment = reconciliation.collecting_payment(context, link)
        if payment is None or payment.session_id is None:
            return original(context, link)
        close(context, payment)
        return True

    patch.setattr(link_closing, "_close_session", lenient)


def new_key_each_time(patch: pytest.MonkeyPatch) -> None:
    """Every try to open a checkout is a new one to the provider."""
    patch.setattr(Payment, "idempotency_key", property(lambda _: random_id("key")))


def leave_links_of_paid_orders(patch: pytest.MonkeyPatch) -> None:
    """Nobody closes the link of an order that credits paid."""
    patch.setattr(relay, "wanted_closing", lambda *_: None)


def _unconditional_session(make: Any) -> Any:
    return lambda *rest: replace(make(*rest), condition=PRESENT)


MUTATIONS: Final = (
    claim_without_condition,
    claim_without_link_guard,
    hand_out_without_guard,
    void_without_expiring,
    close_while_in_flight,
    timeout_means_closed,
    new_key_each_time,
    leave_links_of_paid_orders,
)
