"""Acting on an event of the provider: it only says where to look."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from shared.errors import MalformedRequest
from shared.payments.context import PaymentContext
from shared.payments.settling.reconciliation import DEPLOYMENT, act_on, look


class Handling(StrEnum):
    """What became of an event."""

    IGNORED = "ignored"
    LOOKED = "looked"


def handle_event(context: PaymentContext, event: Mapping[str, Any], *, livemode: bool) -> Handling:
    """Look at the hosted checkout that the event is about, if it is ours and of our mode.

    ``event`` is Stripe's (https://docs.stripe.com/api/events/object). Raises ``MalformedRequest`` for anything else.
    """
    try:
        event_id, kind = str(event["id"]), str(event["type"])
        subject, event_livemode = event["data"]["object"], event["livemode"]
        metadata = subject.get("metadata") or {}
        subject_id = str(subject["id"]) if "id" in subject else ""
    except (KeyError, TypeError, AttributeError) as error:
        raise MalformedRequest("not an event of the provider", code="invalid_event") from error
    if event_livemode is not livemode or metadata.get(DEPLOYMENT) != context.deployment_id:
        return Handling.IGNORED
    if kind.startswith("checkout.session."):
        look(context, subject_id, event_id)
        return Handling.LOOKED
    if kind.startswith("payment_intent."):
        session = context.gateway.session_of_intent(subject_id)
        if session is not None:
            act_on(context, session, event_id)
            return Handling.LOOKED
    return Handling.IGNORED
