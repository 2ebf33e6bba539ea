"""Operations on checkout sessions (https://docs.stripe.com/api/checkout/sessions)."""

from typing import Any

from local.stripe_simulator.errors import missing, refused
from local.stripe_simulator.protocol.paging import page_of
from local.stripe_simulator.resources import session_objects, setup_intents
from local.stripe_simulator.resources.connected_accounts import check_can_charge
from local.stripe_simulator.resources.events import emit
from local.stripe_simulator.resources.intent_objects import cancel_intent
from local.stripe_simulator.resources.metadata import merged_metadata
from local.stripe_simulator.resources.session_checks import check_session
from local.stripe_simulator.world import Call

Json = dict[str, Any]


def create(call: Call) -> Json:
    """POST /v1/checkout/sessions, modes payment and setup."""
    check_session(call)
    check_can_charge(call)
    return session_objects.new_session(call)


def find(call: Call) -> Json:
    """The session in the path; 404 without it."""
    session = call.account.sessions.get(call.ids[0])
    if session is None:
        raise missing("checkout.session", call.ids[0], param="session")
    return session


def retrieve(call: Call) -> Json:
    """GET /v1/checkout/sessions/{id}."""
    return find(call)


def update(call: Call) -> Json:
    """POST /v1/checkout/sessions/{id}: metadata."""
    session = find(call)
    session["metadata"] = merged_metadata(session["metadata"], call.params.get("metadata"))
    return session


def list_sessions(call: Call) -> Json:
    """GET /v1/checkout/sessions: `payment_intent`, `customer`, `status`, `created`."""
    wanted = (call.params.get("customer_details") or {}).get("email")

    def match(session: Json) -> bool:
        return wanted is None or (session["customer_details"] or {}).get("email") == wanted

    return page_of(call.account.sessions, call.params, "/v1/checkout/sessions", match)


def list_line_items(call: Call) -> Json:
    """GET /v1/checkout/sessions/{id}/line_items."""
    session = find(call)
    url = f"/v1/checkout/sessions/{session['id']}/line_items"
    return session_objects.line_items_page(call, session, call.params, url)


def expire(call: Call) -> Json:
    """POST /v1/checkout/sessions/{id}/expire; 400 unless it is open."""
    session = find(call)
    if session["status"] != "open":
        message = (
            'Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of '
            f"`{session['status']}`."
        )
        raise refused(message)
    expire_session(call, session)
    return session


def expire_session(call: Call, session: Json) -> None:
    """Closes an open session, cancels its intent if one was tried, and tells."""
    session.update(status="expired", url=None)
    call.account.sessions.put(session)
    intent = call.account.intents.get(session["payment_intent"] or "")
    if intent is not None and intent["status"] in ("requires_payment_method", "requires_action"):
        cancel_intent(call, intent, "expired")
    setup = call.account.setup_intents.get(session["setup_intent"] or "")
    if setup is not None and setup["status"] in ("requires_payment_method", "requires_action"):
        setup_intents.cancel(call, setup)
    emit(call, "checkout.session.expired", session)


def time_is_up(call: Call) -> None:
    """`expires_at` has come."""
    session = call.account.sessions.get(call.ids[0])
    if session is not None and session["status"] == "open":
        session["expires_at"] = min(session["expires_at"], call.world.time())
        expire_session(call, session)
