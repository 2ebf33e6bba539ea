"""Acting on an event of the provider: it only says where to look."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from shared.errors import MalformedRequest
from shared.merchants.stripe_account.store import owner_of
from shared.payments.charging.looking import look_at_charge
from shared.payments.connecting.looking import look_at_account
from shared.payments.context import ChargingContext
from shared.payments.linking.events import handle_method_event, handle_setup_session, is_setup
from shared.payments.payouts.telling import told_of_payout
from shared.payments.returns.intents import look_at_returns
from shared.payments.settling.reconciliation import DEPLOYMENT, PAYMENT, act_on, look


class Handling(StrEnum):
    """What became of an event."""

    IGNORED = "ignored"
    LOOKED = "looked"
    FOREIGN = "foreign"
    """It bears our mark, on an account that has no such payment: not believed, and told apart in the log."""


@dataclass(frozen=True, slots=True)
class _News:
    """What is used of an event: its id and account, and of its object the id, the intent and our marks.

    ``subject`` is the whole object, for those who know more about it.
    """

    event_id: str
    livemode: object
    account: str | None
    kind: str
    subject_id: str
    intent_id: str
    deployment_id: str | None
    payment_id: str
    subject: Mapping[str, Any]


def handle_event(context: ChargingContext, event: Mapping[str, Any], *, livemode: bool) -> Handling:
    """Look at what the event is about, if it is ours and of our mode.

    ``event`` is Stripe's (https://docs.stripe.com/api/events/object), or one of those that only name an object
    (https://docs.stripe.com/api/v2/core/events/object). Raises ``MalformedRequest`` for anything else.
    """
    try:
        news = _thin_news(event) if event.get("object") == "v2.core.event" else _news(event)
    except (KeyError, TypeError, AttributeError) as error:
        raise MalformedRequest("not an event of the provider", code="invalid_event") from error
    if news.livemode is not livemode or _of_nobody(context, news):
        return Handling.IGNORED
    for kinds, looked_at in _LOOKS.items():
        if news.kind.startswith(kinds):
            return looked_at(context, news)
    return Handling.IGNORED


def _news(event: Mapping[str, Any]) -> _News:
    subject = event["data"]["object"]
    metadata = subject.get("metadata") or {}
    return _News(
        event_id=str(event["id"]),
        livemode=event["livemode"],
        account=str(event["account"]) if event.get("account") else None,
        kind=str(event["type"]),
        subject_id=str(subject.get("id") or ""),
        intent_id=str(subject.get("payment_intent") or ""),
        deployment_id=metadata.get(DEPLOYMENT),
        payment_id=str(metadata.get(PAYMENT) or ""),
        subject=subject,
    )


def _thin_news(event: Mapping[str, Any]) -> _News:
    """It tells of an account made by Accounts v2; of anything else we ask for none."""
    related = event.get("related_object") or {}
    about_account = related.get("type") == "v2.core.account"
    return _News(
        event_id=str(event["id"]),
        livemode=event["livemode"],
        account=str(related["id"]) if about_account else None,
        kind=str(event["type"]),
        subject_id="",
        intent_id="",
        deployment_id=None,
        payment_id="",
        subject={},
    )


def _of_nobody(context: ChargingContext, news: _News) -> bool:
    """It tells of an account that no merchant of ours ever connected here: others use the same platform's account."""
    return news.account is not None and owner_of(context.table, news.account) is None


def _session(context: ChargingContext, news: _News) -> Handling:
    if news.deployment_id != context.deployment_id:
        return Handling.IGNORED
    if is_setup(news.kind, news.subject):
        return _methods(context, news)
    state = look(context, news.subject_id, news.account, news.event_id)
    return Handling.LOOKED if state else Handling.FOREIGN


def _methods(context: ChargingContext, news: _News) -> Handling:
    """Saved methods are the platform's account's alone (rule M13): on another one our mark is anybody's."""
    if news.account is not None:
        return Handling.FOREIGN if news.deployment_id == context.deployment_id else Handling.IGNORED
    if is_setup(news.kind, news.subject):
        looked = handle_setup_session(context, news.subject)
    else:
        looked = handle_method_event(context, news.kind, news.subject)
    if looked is None:
        return Handling.IGNORED
    return Handling.LOOKED if looked else Handling.FOREIGN


def _intent(context: ChargingContext, news: _News) -> Handling:
    if news.deployment_id != context.deployment_id:
        return Handling.IGNORED
    if news.account is None and look_at_charge(context, news.payment_id, news.subject_id, news.event_id):
        return Handling.LOOKED
    session = context.gateway.session_of_intent(news.subject_id, news.account)
    if session is None:
        return Handling.IGNORED
    return Handling.LOOKED if act_on(context, session, news.event_id) else Handling.FOREIGN


def _account(context: ChargingContext, news: _News) -> Handling:
    """An account's own events: it can do more or less than before, or its owner has taken our access back."""
    seen = bool(news.account) and look_at_account(context, news.account or "")
    return Handling.LOOKED if seen else Handling.IGNORED


def _returns(context: ChargingContext, news: _News) -> Handling:
    """Refunds made elsewhere and disputes do not carry our mark; their intent does."""
    ours = bool(news.intent_id) and look_at_returns(context, news.intent_id, news.account)
    return Handling.LOOKED if ours else Handling.IGNORED


def _payout(context: ChargingContext, news: _News) -> Handling:
    """A job reads it: what a payout consists of is many pages."""
    told = told_of_payout(context, news.subject_id, news.account)
    return Handling.LOOKED if told else Handling.IGNORED


_LOOKS: Final[dict[tuple[str, ...], Callable[[ChargingContext, _News], Handling]]] = {
    ("checkout.session.",): _session,
    ("payment_intent.",): _intent,
    ("refund.", "charge.refund", "charge.dispute."): _returns,
    ("payment_method.", "setup_intent.", "mandate.", "customer.deleted"): _methods,
    ("account.updated", "account.application.", "v2.core.account"): _account,
    ("payout.",): _payout,
}
"""By how the event's type begins; any other is not for us."""
