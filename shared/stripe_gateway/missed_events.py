"""The provider's events that did not reach us, in its own words: a list tells which to read, and no more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, Protocol

from shared.stripe_gateway.failures import own_errors
from shared.stripe_gateway.options import on

if TYPE_CHECKING:
    from stripe import Event, EventService
    from stripe.params import EventListParams

_PAGE: Final = 100
"""The most that Stripe gives (https://docs.stripe.com/api/pagination)."""

_MARKED: Final = ("checkout.session.", "payment_intent.")


@dataclass(frozen=True, slots=True)
class EventPage:
    """Ids of events, newest first; ``more`` when others follow behind the last.

    ``marks`` has, by the event's id, the metadata of what bears it from its making on: a checkout or an intent.
    """

    ids: tuple[str, ...]
    more: bool
    marks: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


class EventFeed(Protocol):
    """Every call raises one of the provider's errors of :mod:`shared.errors`, and nothing else."""

    def undelivered(self, types: Sequence[str], since: datetime, after: str | None, account: str | None) -> EventPage:
        """Events of these types that some endpoint has not taken, from ``since`` on, behind the event ``after``.

        Those of a merchant's own ``account``, or (``None``) of the platform's: no list has both.
        """
        ...

    def retrieve(self, event_id: str, account: str | None) -> Mapping[str, Any]:
        """One event as it would have been delivered; ``ProviderRejected`` when there is none (any more)."""
        ...


class StripeEvents:
    """See :class:`EventFeed`; Stripe keeps events for 30 days (https://docs.stripe.com/api/events)."""

    def __init__(self, events: "EventService") -> None:
        self._events = events

    def undelivered(self, types: Sequence[str], since: datetime, after: str | None, account: str | None) -> EventPage:
        """``GET /v1/events`` with ``delivery_success=false``: still pending or failed, at any endpoint of the account
        (https://docs.stripe.com/api/events/list#list_events-delivery_success).
        """
        asked: EventListParams = {
            "delivery_success": False,
            "types": list(types),
            "created": {"gte": int(since.timestamp())},
            "limit": _PAGE,
        }
        if after is not None:
            asked["starting_after"] = after
        with own_errors():
            page = self._events.list(asked, on(account))
        marks = {event.id: _metadata(event) for event in page.data if event.type.startswith(_MARKED)}
        return EventPage(tuple(event.id for event in page.data), page.has_more, marks)

    def retrieve(self, event_id: str, account: str | None) -> Mapping[str, Any]:
        """``GET /v1/events/{id}``."""
        with own_errors():
            return self._events.retrieve(event_id, None, on(account)).to_dict()


def _metadata(event: "Event") -> Mapping[str, str]:
    return event.to_dict()["data"]["object"].get("metadata") or {}
