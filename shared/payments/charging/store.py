"""A charge's steps as writes of its payment: each holds only on what was read."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from shared.payments.model import Attempt, Payment, PaymentState
from shared.payments.store import DUE_KIND, FIRST_LOOK, rows_text
from shared.table.keys import NOT_DUE, due_attributes, payment_key
from shared.table.port import Condition, Update


def step_update(
    payment: Payment,
    state: PaymentState,
    now: datetime,
    *,
    attempts: Sequence[Attempt] | None = None,
    charge_id: str | None = None,
) -> Update:
    """The next step of a charge that nobody else has moved on, and under which no money was recorded."""
    changes: dict[str, Any] = {"state": str(state)}
    changes |= {} if attempts is None else {"attempts": rows_text(attempts)}
    changes |= {"charge_id": charge_id} if charge_id else {}
    if state is PaymentState.PENDING:
        # Something is asked of the provider next; else the looks go on as they were to.
        changes |= due_attributes(DUE_KIND, payment.id, now + FIRST_LOOK)
    return Update(payment_key(payment.id), changes, condition=_as_read(payment))


def offered_update(payment: Payment, link_id: str | None) -> Update:
    """Its owner has been told where to pay instead (``None``: by whatever means he likes); nothing is left to do."""
    ended = Condition("#state = :state", {"state": str(PaymentState.REQUIRES_ACTION)})
    return Update(
        payment_key(payment.id), {"action_link_id": link_id} if link_id else {}, remove=NOT_DUE, condition=ended
    )


def _as_read(payment: Payment) -> Condition:
    values = {"state": str(payment.state), "attempts": rows_text(payment.attempts)}
    return Condition("#state = :state AND #attempts = :attempts AND attribute_not_exists(#intent_id)", values)
