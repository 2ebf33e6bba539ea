"""A look a day for payouts that no event told of: the platform's, then those of merchants' own accounts."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from shared.clock import rfc3339
from shared.errors import AccountUnreachable
from shared.payments.payouts.recording import Payouts, record
from shared.table.account_keys import STRIPE_ACCOUNT_LIST
from shared.table.attempt import try_update
from shared.table.export_keys import PAYOUT_SEARCH
from shared.table.keys import LIST_INDEX
from shared.table.port import Condition, Item, Query, Update

LOOKED_BACK: Final = timedelta(days=10)
"""A payout that was paid may still fail within five business days
(https://docs.stripe.com/api/payouts/object#payout_object-status).
"""

ACCOUNTS: Final = 20
"""Of one run; the next ones have their turn at the next."""

PLATFORM: Final = "platform"


def accounts_to_search(payouts: Payouts) -> Iterator[str]:
    """The platform, then the merchants' own accounts, each once a day; the place moves on when they had their turn."""
    this_day = rfc3339(payouts.context.clock.now())[:10]
    item = payouts.table.get(PAYOUT_SEARCH) or {}
    if item.get("day") != this_day:
        yield PLATFORM
        _move(payouts, item, {"day": this_day}, remove=("above", "done"))
        return
    if "done" in item:
        return
    page = payouts.table.query(Query(LIST_INDEX, STRIPE_ACCOUNT_LIST, ACCOUNTS, sort_above=item.get("above")))
    yield from (str(entry["pk"]) for entry in page.items)
    _move(payouts, item, {"above": page.scanned_to} if page.scanned_to else {"done": True})


def search(payouts: Payouts, account: str) -> None:
    """Record the payouts of one account of the last days. One that we cannot see any more has none."""
    own, after = None if account == PLATFORM else account, None
    since = payouts.context.clock.now() - LOOKED_BACK
    while True:
        try:
            page = payouts.gateway.payouts(since, after, own)
        except AccountUnreachable:
            return
        for fact in page.rows:
            record(payouts, fact)
        after = page.last
        if after is None:
            return


def _move(payouts: Payouts, before: Item, changes: Item, remove: tuple[str, ...] = ()) -> None:
    names = ("day", "above", "done")
    tests = [f"#{name} = :{name}" if name in before else f"attribute_not_exists(#{name})" for name in names]
    condition = Condition(" AND ".join(tests), {name: before[name] for name in names if name in before})
    try_update(payouts.table, Update(PAYOUT_SEARCH, {"kind": "payouts_place"} | changes, remove, condition))
