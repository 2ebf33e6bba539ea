"""Mistakes in taking and giving back what is reserved."""

from dataclasses import replace
from typing import Any, Final

import pytest

from functions.capture_payment import handler
from shared.errors import OutcomeUnknown, ProviderUnavailable
from shared.payments.capturing import asking, authorizing, cancelling, releasing, watching
from shared.payments.capturing.store import capture_refused_update
from shared.payments.outbox import events
from shared.payments.settling import reconciliation
from shared.payments.store import read_payment
from shared.stripe_gateway import client, sessions
from shared.stripe_gateway.port import SessionState
from shared.table.attempt import try_update
from shared.table.keys import link_key
from shared.table.port import PRESENT, Check
from tests.simulation.mutations.originals import original


def capture_all_that_is_reserved(patch: pytest.MonkeyPatch) -> None:
    """Whatever was asked for, all of it is taken."""
    request = original(asking, "_request")
    patch.setattr(asking, "_request", lambda payment: replace(request(payment), amount=payment.amount))


def reserved_is_paid(patch: pytest.MonkeyPatch) -> None:
    """What is reserved counts as money."""
    read = original(sessions, "read_session")

    def paid(session: Any, account: str | None) -> Any:
        told = read(session, account)
        if told.state is not SessionState.AUTHORIZED:
            return told
        return replace(told, state=SessionState.PAID, received=told.authorized)

    patch.setattr(client, "read_session", paid)


def give_back_on_paper(patch: pytest.MonkeyPatch) -> None:
    """An order is cancelled, and what is reserved for it stays so at the provider."""

    def forget(context: Any, reserved: Any, reason: str) -> Any:
        payment = read_payment(context.table, reserved.payment_id)
        assert payment is not None
        releasing._mark(context, payment, reason)
        session = context.gateway.retrieve_session(reserved.session_id, reserved.account)
        return replace(session, state=SessionState.FAILED)

    patch.setattr(cancelling, "give_back", forget)


def record_on_a_link_that_ends(patch: pytest.MonkeyPatch) -> None:
    """What is reserved is kept, whatever became of its link."""
    find = original(authorizing, "find_link")
    patch.setattr(authorizing, "find_link", lambda *rest: replace(find(*rest), status="open"))
    patch.setattr(authorizing, "still_open", lambda link_id: Check(link_key(link_id), PRESENT))


def no_answer_means_not_captured(patch: pytest.MonkeyPatch) -> None:
    """Where the provider does not answer, another amount may be asked for."""
    ask = original(asking, "go_on")

    def forget(context: Any, payment: Any) -> bool:
        try:
            context.gateway.capture(asking._request(payment))
        except (OutcomeUnknown, ProviderUnavailable):
            try_update(context.table, capture_refused_update(payment, context.clock.now()))
            return False
        return bool(ask(context, payment))

    patch.setattr(asking, "go_on", forget)


def nobody_notices_a_lapse(patch: pytest.MonkeyPatch) -> None:
    """What lapsed stays reserved here."""
    patch.setattr(reconciliation, "_follow_authorized", lambda *_: None)


def capture_before_it_is_stored(patch: pytest.MonkeyPatch) -> None:
    """The provider is asked first, and what was asked is written down with the money."""
    possible = original(asking, "_must_be_possible")

    def at_once(payment: Any, amount: int) -> None:
        possible(payment, amount)
        _contexts[-1].gateway.capture(replace(asking._request(payment), amount=amount))

    capture = original(asking, "capture_order")
    _contexts: list[Any] = []

    def remember(context: Any, *rest: Any) -> Any:
        _contexts.append(context)
        return capture(context, *rest)

    patch.setattr(handler, "capture_order", remember)
    patch.setattr(asking, "_must_be_possible", at_once)


def warn_nobody(patch: pytest.MonkeyPatch) -> None:
    """What is about to lapse does so in silence."""
    patch.setattr(watching, "_warn", lambda *_: None)


def tell_of_no_reservation(patch: pytest.MonkeyPatch) -> None:
    """Production is not told that a buyer's money is reserved, nor that it no longer is."""
    rows = [row for row in events._AUTHORIZATIONS if row[0] == "order.authorization_expiring"]
    patch.setattr(events, "_AUTHORIZATIONS", rows)


def give_back_once(patch: pytest.MonkeyPatch) -> None:
    """What was to be given back when the run died is nobody's any more."""
    patch.setattr(watching, "give_back_for", lambda *_: None)


def capture_once(patch: pytest.MonkeyPatch) -> None:
    """What was to be captured when the run died is nobody's any more."""
    patch.setattr(watching, "_go_on", lambda *_: None)


def give_back_unmarked(patch: pytest.MonkeyPatch) -> None:
    """What is being given back can be captured meanwhile."""
    patch.setattr(releasing, "_mark", lambda *_: None)


MUTATIONS: Final = (
    capture_all_that_is_reserved,
    reserved_is_paid,
    give_back_on_paper,
    record_on_a_link_that_ends,
    no_answer_means_not_captured,
    nobody_notices_a_lapse,
    capture_before_it_is_stored,
    warn_nobody,
    tell_of_no_reservation,
    give_back_once,
    capture_once,
    give_back_unmarked,
)
_RESERVED: Final = ("open_shop", "place_two_stage", "reserve", "flow")
FOCUS: Final[dict[str, tuple[str, ...]]] = {
    "capture_all_that_is_reserved": (*_RESERVED, "capture", "flow"),
    "reserved_is_paid": _RESERVED,
    "give_back_on_paper": (*_RESERVED, "cancel", "flow"),
    "record_on_a_link_that_ends": ("open_shop", "place_two_stage", "reserve", "void_link*", "flow"),
    "no_answer_means_not_captured": (*_RESERVED, "capture!", "repeat_request", "flow"),
    "nobody_notices_a_lapse": (*_RESERVED, "lapse", "flow"),
    "capture_before_it_is_stored": (*_RESERVED, "capture!", "flow"),
    "warn_nobody": _RESERVED,
    "tell_of_no_reservation": _RESERVED,
    "give_back_once": (*_RESERVED, "cancel!", "flow"),
    "capture_once": (*_RESERVED, "capture!", "flow"),
    "give_back_unmarked": (*_RESERVED, "cancel*", "capture", "flow"),
}
"""The encounter that each is about."""
