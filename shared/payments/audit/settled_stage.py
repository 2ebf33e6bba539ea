"""The payments of orders that the provider's money settled on the day, each with its orders, however old these are; and
those of some days before, whether their orders are completed.
"""

from datetime import timedelta
from typing import Final

from shared.clock import rfc3339
from shared.payables.kinds import kind_of
from shared.payments.audit.backing import check_with_provider
from shared.payments.audit.context import Position, Step, View
from shared.payments.audit.model import Discrepancy
from shared.payments.audit.order_checks import check_completed, check_settled
from shared.payments.model import Payment
from shared.payments.store import from_item
from shared.table.keys import LIST_INDEX, SETTLED_SHARDS, settled_list
from shared.table.port import Item, Query
from shared.table.reading import read_entries, read_items

_PAGE: Final = 50
"""To one step, at least two: each is a call to the provider, and has up to 97 orders to read."""


CLEARING_AGES: Final = (7, 30, 95)
"""Days after which a settled payment is read again. Funds are available within days; some accounts wait for weeks."""


def settled(view: View, position: Position | None) -> Step:
    """One step of a shard of the day's payments: the provider has the money, and each order says that this paid it.

    What credits paid on the day is checked from its journal lines.
    """
    here = position or {"shard": 0, "above": None}
    payments, orders, above = _listed(view, view.audit.day, here, until=rfc3339(view.audit.until))
    found: list[Discrepancy] = []
    for item, payment in payments:
        found += check_settled(payment, orders)
        found += check_with_provider(view, payment, item)
    return Step(_next_shard(here, above), found, {"settled_payments": len(payments)})


def cleared(view: View, position: Position | None) -> Step:
    """One step of those that were settled some days before: their orders are complete, however old these are.

    An order may be paid, or captured, months after it was made: by its own age it would be read too early, or never.
    """
    here = position or {"age": 0, "shard": 0, "above": None}
    day = rfc3339(view.audit.since - timedelta(days=CLEARING_AGES[here["age"]]))[:10]
    payments, orders, above = _listed(view, day, here)
    found: list[Discrepancy] = []
    for _, payment in payments:
        paid = [orders[target.id] for target in payment.targets if target.id in orders]
        for order in (each for each in paid if each.get("paid_by") == payment.id and each["kind"] == "order"):
            found += check_completed(order, payment, view.now)
    following: Position | None = _next_shard(here, above)
    if following is not None:
        following = {**following, "age": here["age"]}
    elif here["age"] + 1 < len(CLEARING_AGES):
        following = {"age": here["age"] + 1, "shard": 0, "above": None}
    return Step(following, found, {"clearings": len(payments)})


def _listed(
    view: View, day: str, here: Position, until: str | None = None
) -> tuple[list[tuple[Item, Payment]], dict[str, Item], str | None]:
    """The payments of one page of one shard of a day, what they were for by id, and the edge of the page, if any."""
    listed = settled_list(day, here["shard"])
    page = view.context.table.query(Query(LIST_INDEX, listed, _PAGE, sort_above=here["above"], sort_below=until))
    # Between two bounds the edge itself is found again.
    entries = [entry for entry in page.items if entry["list_sk"] != here["above"]]
    payments = [(item, from_item(item)) for item in read_entries(view.context.table, entries)]
    keys = [kind_of(target.id).key(target.id) for _, payment in payments for target in payment.targets]
    orders = {key.pk: order for key, order in read_items(view.context.table, keys).items()}
    return payments, orders, page.scanned_to


def _next_shard(here: Position, above: str | None) -> Position | None:
    if above is not None:
        return {"shard": here["shard"], "above": above}
    return {"shard": here["shard"] + 1, "above": None} if here["shard"] + 1 < SETTLED_SHARDS else None
