"""A set-up: one time that a merchant is asked to link a method, with what it agreed to; kept for good."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from shared.clock import parse_rfc3339, rfc3339
from shared.table.due import next_try
from shared.table.keys import NOT_DUE, due_attributes
from shared.table.method_keys import setup_key
from shared.table.port import Condition, Item, Table, Update

DUE_KIND: Final = "setup"
LONGEST: Final = timedelta(hours=23, minutes=55)
"""How long the page stands: the provider's 24 hours, less the time that asking may take."""
RESULT_WAITED: Final = timedelta(days=10)
"""How long a page that is complete may leave open what came of it, as PayPal's can."""


class SetupStatus(StrEnum):
    """``making``: the provider was asked, and nobody has the page yet. The last three are for good.

    ``expired``: nobody completed it in time; ``failed``: the provider refused it, what came of it never was told, or
    went with its owner before it was linked.
    """

    MAKING = "making"
    OPEN = "open"
    COMPLETE = "complete"
    EXPIRED = "expired"
    FAILED = "failed"


ENDED: Final = frozenset({SetupStatus.COMPLETE, SetupStatus.EXPIRED, SetupStatus.FAILED})


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodSetup:
    """``terms`` is the text that was agreed to, ``accepted_by`` the person, ``actor`` the API key that said so.

    ``customer_id``, ``return_url`` and ``expires_at`` are what the provider was asked with (rule M4). ``method_id`` is
    our id of the method that came of it; ``looks`` counts the looks of the repair.
    """

    id: str
    merchant_id: str
    customer_id: str
    terms: str
    accepted_by: str
    actor: str
    return_url: str
    created_at: datetime
    expires_at: datetime
    status: SetupStatus = SetupStatus.MAKING
    session_id: str | None = None
    url: str | None = None
    method_id: str | None = None
    looks: int = 0

    @property
    def key(self) -> str:
        """The provider's idempotency key; another customer makes it another request."""
        return f"setup:{self.id}:{self.customer_id}"

    def public(self) -> dict[str, Any]:
        """The set-up as the API shows it; the page's address only while it is open."""
        return {
            "id": self.id,
            "status": self.status,
            "url": self.url if self.status is SetupStatus.OPEN else None,
            "method": self.method_id,
            "terms": self.terms,
            "accepted_by": self.accepted_by,
            "created_at": rfc3339(self.created_at),
            "expires_at": rfc3339(self.expires_at),
        }


_TIMES: Final = ("created_at", "expires_at")


def setup_to_item(setup: MethodSetup, request_digest: str) -> Item:
    """The item of a new set-up; it is due until it has ended."""
    names = [name for name in MethodSetup.__dataclass_fields__ if name not in (*_TIMES, "status")]
    values: Item = {name: value for name in names if (value := getattr(setup, name)) is not None}
    values |= {name: rfc3339(getattr(setup, name)) for name in _TIMES}
    pk, sk = setup_key(setup.id)
    values |= {"pk": pk, "sk": sk, "kind": "method_setup", "status": str(setup.status)}
    return values | {"request_digest": request_digest} | due_attributes(DUE_KIND, setup.id, _next_look(setup, 0))


def setup_from_item(item: Item) -> MethodSetup:
    """The set-up in an item."""
    values: dict[str, Any] = {name: item[name] for name in MethodSetup.__dataclass_fields__ if name in item}
    values |= {name: parse_rfc3339(item[name]) for name in _TIMES}
    return MethodSetup(**values | {"status": SetupStatus(item["status"])})


def read_setup(table: Table, setup_id: str) -> MethodSetup | None:
    """One consistent read."""
    item = table.get(setup_key(setup_id))
    return setup_from_item(item) if item else None


def moved_update(setup: MethodSetup, customer_id: str) -> Update:
    """It is asked for anew, for another customer, while nobody has a page of it."""
    return Update(setup_key(setup.id), {"customer_id": customer_id}, condition=_as_read(setup))


def opened_update(setup: MethodSetup, session_id: str, url: str | None) -> Update:
    """The page stands at the provider; from now on it can be handed out."""
    changes = {"status": str(SetupStatus.OPEN), "session_id": session_id} | ({"url": url} if url else {})
    return Update(setup_key(setup.id), changes, condition=_as_read(setup))


def ended_update(setup: MethodSetup, status: SetupStatus, method_id: str | None = None) -> Update:
    """It has come to its end, and no schedule asks about it any more; once."""
    changes = {"status": str(status)} | ({"method_id": method_id} if method_id else {})
    return Update(setup_key(setup.id), changes, remove=(*NOT_DUE, "url"), condition=_as_read(setup))


def look_again_update(setup: MethodSetup, now: datetime) -> Update:
    """Asked about now, and again later: after 5 minutes, an hour, then daily, and once the page is over."""
    again = due_attributes(DUE_KIND, setup.id, _next_look(setup, setup.looks + 1, now))
    return Update(setup_key(setup.id), {"looks": setup.looks + 1} | again, condition=_as_read(setup))


def _next_look(setup: MethodSetup, looks: int, now: datetime | None = None) -> datetime:
    since, ends = now or setup.created_at, setup.expires_at
    by_backoff = next_try(since, looks)
    return min(by_backoff, ends + timedelta(minutes=1)) if since < ends else by_backoff


def _as_read(setup: MethodSetup) -> Condition:
    values = {"status": str(setup.status), "customer_id": setup.customer_id}
    return Condition("#status = :status AND #customer_id = :customer_id", values)
