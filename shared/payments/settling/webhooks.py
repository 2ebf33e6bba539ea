"""Acting on an event of the provider: it only says where to look."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from shared.errors import MalformedRequest
from shared.payments.context import PaymentContext
from shared.payments.returns.looking import look_at_returns
from shared.payments.settling.reconciliation import DEPLOYMENT, act_on, look


class Handling(StrEnum):
    """What became of an event."""

    IGNORED = "ignored"
    LOOKED = "looked"


@dataclass(frozen=True, slots=True)
class _News:
    """What is used of an event: its id, and of its object the id, the intent and our deployment's mark."""

    event_id: str
    kind: str
    subject_id: str
    intent_id: str
    deployment_id: str | None


def handle_event(context: PaymentContext, event: Mapping[str, Any], *, livemode: bool) -> Handling:
    """Look at what the event is about, if it is ours and of our mode.

    ``event`` is Stripe's (https://docs.stripe.com/api/events/object). Raises ``MalformedRequest`` for anything else.
    """
    try:
        subject, event_livemode = event["data"]["object"], event["livemode"]
        news = _News(
            event_id=str(event["id"]),
            kind=str(event["type"]),
            subject_id=str(subject.get("id") or ""),
            intent_id=str(subject.get("payment_intent") or ""),
            deployment_id=(subject.get("metadata") or {}).get(DEPLOYMENT),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise MalformedRequest("not an event of the provider", code="invalid_event") from error
    if event_livemode is not livemode:
        return Handling.IGNORED
    for kinds, looked_at in _LOOKS.items():
        if news.kind.startswith(kinds):
            return Handling.LOOKED if looked_at(context, news) else Handling.IGNORED
    return Handling.IGNORED


def _session(context: PaymentContext, news: _News) -> bool:
    if news.deployment_id != context.deployment_id:
        return False
    look(context, news.subject_id, news.event_id)
    return True


def _intent(context: PaymentContext, news: _News) -> bool:
    if news.deployment_id != context.deployment_id:
        return False
    session = context.gateway.session_of_intent(news.subject_id)
    if session is None:
        return False
    act_on(context, session, news.event_id)
    return True


def _returns(context: PaymentContext, news: _News) -> bool:
    """Refunds made elsewhere and disputes do not carry our mark; their intent does."""
    return bool(news.intent_id) and look_at_returns(context, news.intent_id)


_LOOKS: Final[dict[tuple[str, ...], Callable[[PaymentContext, _News], bool]]] = {
    ("checkout.session.",): _session,
    ("payment_intent.",): _intent,
    ("refund.", "charge.refund", "charge.dispute."): _returns,
}
"""By how the event's type begins; any other is not for us."""
