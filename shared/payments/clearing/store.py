"""A payment's way from settled to cleared, as writes of its item; each holds only where no other look has begun."""

from datetime import datetime
from typing import Any

from shared.clock import rfc3339
from shared.payments.clearing.moments import DUE_KIND
from shared.payments.model import Payment
from shared.stripe_gateway.port import Funds
from shared.table.keys import NOT_DUE, due_attributes, payment_key
from shared.table.port import Condition, Update


def begin_look_update(payment: Payment, now: datetime, next_at: datetime) -> Update:
    """A look begins: it is due again at ``next_at``, which marks it from now on. Nothing where none is due."""
    due = Condition("#state = :succeeded AND #due_sk < :now", {"succeeded": "succeeded", "now": rfc3339(now)})
    return Update(payment_key(payment.id), due_attributes(DUE_KIND, payment.id, next_at), condition=due)


def later_update(payment: Payment, mark: datetime, next_at: datetime, funds: Funds | None) -> Update:
    """The look that ``mark`` marks found nothing available: the next one is at ``next_at``."""
    changes = _known(funds) | due_attributes(DUE_KIND, payment.id, next_at)
    return Update(payment_key(payment.id), changes, condition=_marked(payment, mark))


def cleared_update(payment: Payment, mark: datetime, at: datetime, funds: Funds | None) -> Update:
    """The look that ``mark`` marks found the funds available. What comes back later makes it due again."""
    changes = _known(funds)
    if payment.cleared_at is None:
        changes |= {"cleared_at": rfc3339(at)}
    return Update(payment_key(payment.id), changes, remove=NOT_DUE, condition=_marked(payment, mark))


def _marked(payment: Payment, mark: datetime) -> Condition:
    """Money that came back meanwhile, or another run, has moved the mark."""
    return Condition("#due_sk = :due_sk", {"due_sk": due_attributes(DUE_KIND, payment.id, mark)["due_sk"]})


def _known(funds: Funds | None) -> dict[str, Any]:
    if funds is None:
        return {}
    told = {"provider_charge": funds.charge_id, "balance_transaction": funds.balance_transaction_id}
    told["available_at"] = rfc3339(funds.available_at) if funds.available_at else None
    return {name: value for name, value in told.items() if value}
