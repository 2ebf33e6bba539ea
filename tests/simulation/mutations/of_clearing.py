"""Mistakes on the way from paid to completed."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import pytest

from shared.orders.model import OrderStatus
from shared.payments.clearing import looking, store
from shared.payments.outbox import events
from shared.payments.returns import store as returns_store
from shared.payments.settling import settlement
from shared.table.port import Condition
from tests.simulation.mutations.originals import original


def complete_what_is_disputed(patch: pytest.MonkeyPatch) -> None:
    """A bank's dispute is no reason to wait."""
    patch.setattr(
        looking, "completable", lambda order: order.status is OrderStatus.IN_PROGRESS and order.paid_by is not None
    )


def complete_at_once(patch: pytest.MonkeyPatch) -> None:
    """Booked is taken for available."""
    available = original(looking, "_available")
    patch.setattr(looking, "_available", lambda *rest: (available(*rest)[0], True))


def complete_what_is_not_booked(patch: pytest.MonkeyPatch) -> None:
    """Money of which the provider says nothing counts at the first look."""
    patch.setattr(looking, "fallback", lambda settled_at, _: settled_at)


def complete_unconditionally(patch: pytest.MonkeyPatch) -> None:
    """What becomes of an order between the look and the write is overwritten."""
    completed = original(looking, "completed_update")
    patch.setattr(looking, "completed_update", lambda *rest: replace(completed(*rest), condition=None))


def never_due_for_clearing(patch: pytest.MonkeyPatch) -> None:
    """A payment settles, and nobody looks at it again."""
    received = original(settlement, "received_update")
    patch.setattr(settlement, "received_update", lambda *rest, **more: received(*rest, **(more | {"clears": False})))


def won_disputes_wake_nobody(patch: pytest.MonkeyPatch) -> None:
    """Money that a bank gave back is counted, and its order is forgotten."""
    find = original(returns_store, "find_captured")

    def unclearing(*rest: Any) -> Any:
        found = find(*rest)
        return found if found is None else replace(found, clears=False)

    from shared.payments.returns import recording

    patch.setattr(recording, "find_captured", unclearing)


def looks_without_marks(patch: pytest.MonkeyPatch) -> None:
    """The end of a look takes away what has become due meanwhile."""
    settled = Condition("#state = :succeeded", {"succeeded": "succeeded"})
    patch.setattr(store, "_marked", lambda *_: settled)


def first_look_is_the_only_one(patch: pytest.MonkeyPatch) -> None:
    """What is not available yet is not looked at again."""
    later = original(looking, "later_update")
    patch.setattr(looking, "later_update", lambda *rest: replace(later(*rest), set={}, remove=("due_pk", "due_sk")))


def tell_of_credits_by_their_release_alone(patch: pytest.MonkeyPatch) -> None:
    """Nobody who listens for completion hears of what credits pay."""
    read = events._order_events

    def once(old: Any, new: Any) -> Any:
        told = read(old, new)
        if any(event.type == "order.released" for event in told):
            return [event for event in told if event.type != "order.completed"]
        return told

    patch.setitem(events._READERS, "order", once)


def complete_what_no_event_disputes(patch: pytest.MonkeyPatch) -> None:
    """The provider is not asked for what has not been told."""
    patch.setattr(looking, "_told_of", lambda *_: [])


def complete_on_sundays(patch: pytest.MonkeyPatch) -> None:
    """Each day counts as one of business."""
    patch.setattr(looking, "fallback", lambda settled_at, days: settled_at + timedelta(days=days))


def complete_the_first(patch: pytest.MonkeyPatch) -> None:
    """Of the orders that a payment paid one is completed."""
    orders = original(looking, "_orders")
    patch.setattr(looking, "_orders", lambda *rest: orders(*rest)[:1])


_PAID: Final = ("place_auto", "make_link", "buy", "flow")
MUTATIONS: Final = (
    complete_what_is_disputed,
    complete_at_once,
    complete_what_is_not_booked,
    complete_unconditionally,
    never_due_for_clearing,
    won_disputes_wake_nobody,
    looks_without_marks,
    first_look_is_the_only_one,
    complete_what_no_event_disputes,
    complete_on_sundays,
    complete_the_first,
    tell_of_credits_by_their_release_alone,
)
FOCUS: Final[dict[str, tuple[str, ...]]] = {
    "complete_what_is_disputed": (*_PAID, "dispute", "flow", "clear"),
    "complete_at_once": _PAID,
    "complete_what_is_not_booked": (*_PAID, "book_late", "pass_time"),
    "complete_unconditionally": (*_PAID, "clear*", "dispute", "flow"),
    "never_due_for_clearing": _PAID,
    "won_disputes_wake_nobody": (*_PAID, "dispute", "flow", "clear", "end_dispute", "flow"),
    "looks_without_marks": (*_PAID, "dispute", "flow", "clear*", "end_dispute", "flow"),
    "first_look_is_the_only_one": _PAID,
    "complete_what_no_event_disputes": (*_PAID, "dispute", "deliver_webhooks~", "clear"),
    "complete_on_sundays": (*_PAID, "book_late", "clear"),
    "complete_the_first": ("place_many", "buy_many", "flow"),
    "tell_of_credits_by_their_release_alone": ("agree", "fund", "flow", "place_auto", "flow"),
}
"""The encounter that each is about."""
