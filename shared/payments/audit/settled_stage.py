"""The payments of orders that the provider's money settled on the day, each with its orders, however old these are."""

from typing import Final

from shared.clock import rfc3339
from shared.payables.kinds import kind_of
from shared.payments.audit.backing import check_with_provider
from shared.payments.audit.context import Position, Step, View
from shared.payments.audit.model import Discrepancy
from shared.payments.audit.order_checks import check_settled
from shared.payments.store import from_item
from shared.table.keys import LIST_INDEX, SETTLED_SHARDS, settled_list
from shared.table.port import Query
from shared.table.reading import read_entries, read_items

_PAGE: Final = 50
"""To one step, at least two: each is a call to the provider, and has up to 97 orders to read."""


def settled(view: View, position: Position | None) -> Step:
    """One step of a shard of the day's payments: the provider has the money, and each order says that this paid it.

    What credits paid on the day is checked from its journal lines.
    """
    here = position or {"shard": 0, "above": None}
    shard, day = here["shard"], settled_list(view.audit.day, here["shard"])
    until = rfc3339(view.audit.until)
    page = view.context.table.query(Query(LIST_INDEX, day, _PAGE, sort_above=here["above"], sort_below=until))
    # Between two bounds the edge itself is found again.
    entries = [entry for entry in page.items if entry["list_sk"] != here["above"]]
    payments = [(item, from_item(item)) for item in read_entries(view.context.table, entries)]
    keys = [kind_of(target.id).key(target.id) for _, payment in payments for target in payment.targets]
    orders = {key.pk: order for key, order in read_items(view.context.table, keys).items()}
    found: list[Discrepancy] = []
    for item, payment in payments:
        found += check_settled(payment, orders)
        found += check_with_provider(view, payment, item)
    checked = {"settled_payments": len(payments)}
    if page.scanned_to is not None:
        return Step({"shard": shard, "above": page.scanned_to}, found, checked)
    return Step({"shard": shard + 1, "above": None} if shard + 1 < SETTLED_SHARDS else None, found, checked)
