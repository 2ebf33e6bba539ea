"""Events that never reached us, or that we could not handle: looked for, and each handled as if it had come.

Apart from the settlement's own mark of an event (``event``), each has one here (``seen``), written after handling: a
mark of the settlement says that money was counted, and an event that came before its money must not say that.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from shared.clock import Clock, rfc3339
from shared.errors import AccountUnreachable, AppError, Conflict, ProviderRejected
from shared.payments.context import ChargingContext
from shared.payments.linking.events import METHOD_TYPES
from shared.payments.payouts.telling import PAYOUT_TYPES
from shared.payments.settling.reconciliation import DEPLOYMENT
from shared.payments.settling.webhooks import handle_event
from shared.stripe_gateway.missed_events import EventFeed, EventPage
from shared.table.account_keys import ACCOUNTS_PLACE, STRIPE_ACCOUNT_LIST
from shared.table.attempt import try_update
from shared.table.due import due_ids, next_try
from shared.table.event_keys import PLATFORM_PLACE, events_place, seen_key
from shared.table.keys import LIST_INDEX, NOT_DUE, Key, due_attributes
from shared.table.port import ABSENT, PRESENT, Condition, Item, Query, Table, Update

DUE_KIND: Final = "event"
TYPES: Final = (
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
    "checkout.session.expired",
    "payment_intent.succeeded",
    "payment_intent.processing",
    "payment_intent.payment_failed",
    "payment_intent.canceled",
    "refund.created",
    "refund.updated",
    "refund.failed",
    "charge.refunded",
    "charge.refund.updated",
    "charge.dispute.created",
    "charge.dispute.updated",
    "charge.dispute.closed",
    "charge.dispute.funds_withdrawn",
    "charge.dispute.funds_reinstated",
    "account.updated",
    "account.application.deauthorized",
)
"""What we act on wherever it happens; docs/webhooks.md says the same. Stripe filters by at most 20 names
(https://docs.stripe.com/api/events/list#list_events-types).
"""

PLATFORM_TYPES: Final = (*METHOD_TYPES, *PAYOUT_TYPES)
"""What is beside those asked for on the platform's account alone. Saved methods are there, and nowhere else; payouts of
merchants' own accounts are found by a daily look.
"""

LOOKED_BACK: Final = timedelta(days=3)
"""For as long Stripe itself delivers again (https://docs.stripe.com/webhooks#retries)."""

PER_SHARD: Final = 50
PER_RUN: Final = 100
"""New events to one run; the rest has its turn at the next."""

PAGES: Final = 20
ACCOUNTS: Final = 20
"""Merchants' own accounts to one run; the next ones have their turn at the next."""

_FORGOTTEN: Final = timedelta(days=60)
_MOST_TRIES: Final = 33
"""About a month of them: Stripe keeps an event for 30 days."""


@dataclass(frozen=True, slots=True)
class MissedEvents:
    """What the search works with; ``livemode`` is that of the key."""

    context: ChargingContext
    feed: EventFeed
    livemode: bool


def missed_events(missed: MissedEvents) -> Iterator[str]:
    """Events to handle now: those whose next try is due, then those that nobody has seen.

    Each by its id, with ``account/`` before it where it was found on a merchant's own account.
    """
    yield from due_ids(missed.context.table, DUE_KIND, missed.context.clock.now(), PER_SHARD)
    yield from _unseen(missed, None, TYPES, events_place(None))
    yield from _unseen(missed, None, PLATFORM_TYPES, PLATFORM_PLACE)
    yield from _unseen_on_accounts(missed)


def handle_missed(missed: MissedEvents, name: str) -> None:
    """Handle one event and mark it. Raises what handling raises: it is due again after 5 min, 1 h, daily."""
    table, clock = missed.context.table, missed.context.clock
    found_on, _, event_id = name.rpartition("/")
    item = table.get(seen_key(event_id)) or {}
    account = found_on or item.get("account")
    tries = item.get("tries", 0)
    if "handled_at" in item:
        return
    if tries >= _MOST_TRIES:
        _mark(table, clock, event_id, "given_up")
        raise Conflict("the provider does not keep the event any longer", code="event_given_up")
    # Before the try, so that an event whose handling dies does not hold up the others at every run.
    as_read = Condition("#tries = :tries", {"tries": tries}) if tries else Condition("attribute_not_exists(#tries)")
    changes = {"tries": tries + 1} | ({"account": account} if account else {})
    if try_update(table, _due_update(event_id, next_try(clock.now(), tries), changes, as_read)):
        event = missed.feed.retrieve(event_id, account)
        handling = handle_event(missed.context, event, livemode=missed.livemode)
        _mark(table, clock, event_id, str(handling))


def handle_later(table: Table, clock: Clock, event_id: str, account: str | None) -> None:
    """Have an event that could not be handled tried again; one that is marked already has its turn, or had it."""
    changes = {"account": account} if account else {}
    try_update(table, _due_update(event_id, next_try(clock.now(), 0), changes, ABSENT))


def _unseen_on_accounts(missed: MissedEvents) -> Iterator[str]:
    """The same of merchants' own accounts, so many to a run, in turn; one that we cannot see any more is left out.

    What fails on one is raised at the end: the others, and those after them, have their turn first.
    """
    table, failed = missed.context.table, None
    before = _place(table, ACCOUNTS_PLACE)
    page = table.query(Query(LIST_INDEX, STRIPE_ACCOUNT_LIST, ACCOUNTS, sort_above=before))
    for item in page.items:
        account = str(item["pk"])
        try:
            yield from (f"{account}/{event_id}" for event_id in _unseen(missed, account, TYPES, events_place(account)))
        except AccountUnreachable:
            continue
        except AppError as error:
            failed = error
    _move_place(table, ACCOUNTS_PLACE, before, page.scanned_to)
    if failed is not None:
        raise failed


def _unseen(missed: MissedEvents, account: str | None, types: Sequence[str], place: Key) -> Iterator[str]:
    """Ids that nobody has seen. A run reads only so many pages; the next goes on behind them, to the end, and anew."""
    table, since = missed.context.table, missed.context.clock.now() - LOOKED_BACK
    before = _place(table, place)
    after, found = before, 0
    for _ in range(PAGES):
        try:
            page = missed.feed.undelivered(types, since, after, account)
        except ProviderRejected:
            _move_place(table, place, before, None)  # Stripe does not know the place any more: begin anew.
            raise
        wanted = [event_id for event_id in page.ids if _may_be_ours(missed, page, event_id)]
        seen = {item["pk"] for item in table.batch_get([seen_key(event_id) for event_id in wanted])}
        for event_id in wanted:
            if event_id not in seen:
                found += 1
                yield event_id
        after = page.ids[-1] if page.more else None
        if after is None or found >= PER_RUN:
            break
    _move_place(table, place, before, after)


def _may_be_ours(missed: MissedEvents, page: EventPage, event_id: str) -> bool:
    """Not what others sell there, of which there may be much: ours bears our mark, and only its returns do not."""
    return event_id not in page.marks or page.marks[event_id].get(DEPLOYMENT) == missed.context.deployment_id


def _place(table: Table, key: Key) -> str | None:
    return (table.get(key) or {}).get("after")


def _move_place(table: Table, key: Key, before: str | None, after: str | None) -> None:
    if before == after:
        return
    as_read = Condition("#after = :before", {"before": before}) if before else Condition("attribute_not_exists(#after)")
    changes = {"kind": "events_place"} | ({"after": after} if after else {})
    try_update(table, Update(key, changes, remove=() if after else ("after",), condition=as_read))


def _due_update(event_id: str, at: datetime, changes: Item, condition: Condition) -> Update:
    item = {"kind": "seen_event"} | changes | due_attributes(DUE_KIND, event_id, at)
    return Update(seen_key(event_id), item, condition=condition)


def _mark(table: Table, clock: Clock, event_id: str, handling: str) -> None:
    now = clock.now()
    changes = {"handled_at": rfc3339(now), "handling": handling, "ttl": int((now + _FORGOTTEN).timestamp())}
    try_update(table, Update(seen_key(event_id), changes, remove=NOT_DUE, condition=PRESENT))
