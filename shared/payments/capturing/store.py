"""The steps of an authorization as writes of its payment: each holds only on what was read."""

from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from shared.clock import rfc3339
from shared.payments.capturing.moments import next_look
from shared.payments.model import Payment, PaymentState, Target
from shared.payments.store import DUE_KIND, FIRST_LOOK, look_again_update, rows_text, still_in_flight
from shared.stripe_gateway.port import CheckoutSession
from shared.table.keys import due_attributes, payment_key
from shared.table.port import Condition, Update

_NOTHING_ASKED: Final = "attribute_not_exists(#capture_amount) AND attribute_not_exists(#releasing)"
_NO_MONEY: Final = "attribute_not_exists(#intent_id)"


def authorized_update(payment: Payment, session: CheckoutSession, at: datetime, until: datetime) -> Update:
    """The buyer's money is reserved under this session; nobody wants it given back."""
    own = "(attribute_not_exists(#session_id) OR #session_id = :session)"
    waiting = "#state IN (:pending, :unknown, :processing)"
    values = {"pending": "pending", "unknown": "unknown", "processing": "processing", "session": session.id}
    condition = Condition(f"{waiting} AND {own} AND {_NOTHING_ASKED} AND {_NO_MONEY}", values)
    changes: dict[str, Any] = {
        "state": str(PaymentState.AUTHORIZED),
        "session_id": session.id,
        "authorization_id": session.intent_id,
        "authorized_at": rfc3339(at),
        "capture_before": rfc3339(until),
        **({} if session.capture_before else {"end_assumed": True}),
        "looks": 0,
        **due_attributes(DUE_KIND, payment.id, next_look(at, until, warned=False)),
    }
    return Update(payment_key(payment.id), changes, condition=condition)


def capture_update(payment: Payment, amount: int, now: datetime) -> Update:
    """What is to be taken, before the provider is asked (rules M4, M12); only what is reserved, and once."""
    attempt = (payment.capture_attempt or 0) + 1
    condition = Condition(f"#state = :authorized AND {_NOTHING_ASKED} AND {_NO_MONEY}", {"authorized": "authorized"})
    changes = {"capture_amount": amount, "capture_attempt": attempt, "looks": 0, "orders": _targets(payment, amount)}
    changes |= due_attributes(DUE_KIND, payment.id, now + FIRST_LOOK)
    return Update(payment_key(payment.id), changes, condition=condition)


def next_capture_update(payment: Payment) -> Update:
    """The next try is under a new key: the provider repeats a 5xx under the old one for a day."""
    changes = {"capture_attempt": (payment.capture_attempt or 0) + 1}
    return Update(payment_key(payment.id), changes, condition=_asked(payment))


def capture_refused_update(payment: Payment, now: datetime) -> Update:
    """The provider certainly took nothing, and never will at this word: all of it is reserved as before."""
    changes = {"orders": _targets(payment, payment.amount), "looks": 0}
    at = next_look(now, payment.capture_before or now, warned=payment.warned_at is not None)
    changes |= due_attributes(DUE_KIND, payment.id, at)
    return Update(payment_key(payment.id), changes, remove=("capture_amount",), condition=_asked(payment))


def releasing_update(payment: Payment, reason: str, now: datetime) -> Update:
    """What is reserved is to be given back, before the provider is asked: from now on nothing is taken of it."""
    condition = Condition(f"#state = :state AND {_NOTHING_ASKED} AND {_NO_MONEY}", {"state": str(payment.state)})
    changes = {"releasing": reason, "looks": 0, **due_attributes(DUE_KIND, payment.id, now + FIRST_LOOK)}
    return Update(payment_key(payment.id), changes, condition=condition)


def warned_update(payment: Payment, at: datetime) -> Update:
    """Its shop is told that it lapses soon: it is reserved still, and nobody has said what is to become of it."""
    nothing_yet = f"#state = :authorized AND {_NOTHING_ASKED} AND attribute_not_exists(#warned_at)"
    condition = Condition(nothing_yet, {"authorized": "authorized"})
    changes = {"warned_at": rfc3339(at)}
    changes |= due_attributes(DUE_KIND, payment.id, next_look(at, payment.capture_before or at, warned=True))
    return Update(payment_key(payment.id), changes, condition=condition)


def lost_update(payment: Payment, at: datetime) -> Update:
    """It must have ended, and nobody lets us see how: its shop is told."""
    condition = Condition("#state = :authorized AND attribute_not_exists(#lost_at)", {"authorized": "authorized"})
    return Update(payment_key(payment.id), {"lost_at": rfc3339(at)}, condition=condition)


def looked_update(payment: Payment, at: datetime) -> Update:
    """The next look is at ``at``, where nothing was asked since it was read: that has a time of its own."""
    in_flight = still_in_flight()
    tests, values = [in_flight.expression], dict(in_flight.values)
    for name in ("capture_amount", "capture_attempt", "releasing"):
        read = getattr(payment, name)
        tests.append(f"attribute_not_exists(#{name})" if read is None else f"#{name} = :{name}")
        values |= {} if read is None else {name: read}
    return replace(look_again_update(payment, at), condition=Condition(" AND ".join(tests), values))


def _asked(payment: Payment) -> Condition:
    """That very try is the last one that was stored, and no money came of it yet."""
    values = {"authorized": "authorized", "amount": payment.capture_amount, "attempt": payment.capture_attempt}
    test = "#state = :authorized AND #capture_amount = :amount AND #capture_attempt = :attempt"
    return Condition(f"{test} AND {_NO_MONEY}", values)


def _targets(payment: Payment, amount: int) -> str:
    """The one order that it is for, with what is collected for it."""
    (target,) = payment.targets
    return rows_text([Target(target.id, amount, target.version)])
