"""A merchant's payments that brought money, by the time they did: from buyers, from credits, and surplus.

What the provider's money settled is listed by day for all merchants together (rule M10 is kept by the entry's own last
part); what came out of or into a wallet has a journal page; surplus has a list of its own. None is in two of these.
"""

from datetime import date, timedelta
from typing import Any, Final

from shared.clock import rfc3339
from shared.exports.cells import Cell, decimal
from shared.exports.model import Position
from shared.exports.span import Span
from shared.payments.exporting.pages import pages_step
from shared.payments.exporting.source import Row, Source, Step, ascending
from shared.payments.store import from_item
from shared.table.keys import SETTLED_SHARDS, SURPLUS_LIST, payment_key, settled_list
from shared.table.port import Item, Table
from shared.table.reading import read_entries, read_items
from shared.wallets.model import JournalPage, LineKind

COLUMNS: Final = (
    "id",
    "kind",
    "means",
    "status",
    "currency",
    "amount",
    "amount_decimal",
    "returned_amount",
    "returned_amount_decimal",
    "for",
    "journal_page",
    "created_at",
    "settled_at",
    "provider_account",
    "provider_payment_intent",
    "provider_payout",
)
_DAY: Final = timedelta(days=1)
_BY_PAGE: Final = frozenset({LineKind.ORDER, LineKind.TOP_UP})
"""Lines of pages by which a payment settled; any other names the payment that it goes back on, or none."""


def _step(table: Table, span: Span, position: Position | None) -> Step:
    here = position or {"stage": "settled", "inside": None}
    step = _STAGES[here["stage"]](table, span, here["inside"])
    if step.position is not None:
        return Step(step.rows, {"stage": here["stage"], "inside": step.position})
    following = _AFTER[here["stage"]]
    return Step(step.rows, {"stage": following, "inside": None} if following else None)


def _settled(table: Table, span: Span, position: Position | None) -> Step:
    """One step of one day."""
    day = position["day"] if position else span.since[:10]
    above = position["above"] if position else span.since
    partitions = [settled_list(day, shard) for shard in range(SETTLED_SHARDS)]
    entries, frontier = ascending(table, partitions, above, span.until)
    rows = _payments(table, span, read_entries(table, [each for each in entries if _may_be(each, span)]))
    if frontier is not None:
        return Step(rows, {"day": day, "above": frontier})
    following = (date.fromisoformat(day) + _DAY).isoformat()
    return Step(rows, {"day": following, "above": following} if following < span.until else None)


def _may_be(entry: Item, span: Span) -> bool:
    """The entry names its merchant; those of before that was so do not."""
    _, _, merchant_id = entry["list_sk"].split("#", 1)[1].partition("#")
    return merchant_id in ("", span.merchant_id)


def _by_credits(table: Table, span: Span, position: Position | None) -> Step:
    """Payments out of credits, and top-ups."""
    step = pages_step(table, span, position)
    pages = {page.payment_id: page for page in step.pages if any(line.kind in _BY_PAGE for line in page.lines)}
    items = read_items(table, [payment_key(payment_id) for payment_id in pages])
    rows = _payments(table, span, list(items.values()), pages)
    return Step(rows, step.position)


def _surplus(table: Table, span: Span, position: Position | None) -> Step:
    above = position["above"] if position else span.since
    entries, frontier = ascending(table, [SURPLUS_LIST], above, span.until)
    items = [item for item in read_entries(table, entries) if _wanted(item, span)]
    return Step([_surplus_row(item) for item in items], {"above": frontier} if frontier else None)


def _payments(table: Table, span: Span, items: list[Item], pages: dict[str, JournalPage] | None = None) -> list[Row]:
    return [_row(item, (pages or {}).get(item["id"])) for item in items if _wanted(item, span)]


def _wanted(item: Item, span: Span) -> bool:
    return item.get("merchant_id") == span.merchant_id and span.currency in (None, item["currency"])


def _row(item: Item, page: JournalPage | None) -> Row:
    payment = from_item(item)
    settled_at = page.at if page else item.get("settled_at")
    targets = " ".join(target.id for target in payment.targets)
    return [
        payment.id,
        "top_up" if payment.is_top_up else "payment",
        str(payment.means),
        str(payment.state),
        *_money(payment.currency, payment.due, payment.returned),
        targets or None,
        page.number if page else None,
        rfc3339(payment.created_at),
        settled_at,
        payment.account,
        payment.intent_id,
        item.get("payout_id"),
    ]


def _surplus_row(item: Item) -> Row:
    told = (item["payment_id"], "surplus", None, item["state"])
    money = _money(item["currency"], item["amount"], item.get("returned", 0))
    where = (item.get("account"), item["pk"], item.get("payout_id"))
    return [*told, *money, None, None, None, item["received_at"], *where]


def _money(currency: str, amount: int, returned: int) -> list[Cell]:
    return [currency, amount, decimal(amount, currency), returned, decimal(returned, currency)]


_STAGES: Final[dict[str, Any]] = {"settled": _settled, "credits": _by_credits, "surplus": _surplus}
_AFTER: Final = {"settled": "credits", "credits": "surplus", "surplus": None}
PAYMENTS: Final = Source(COLUMNS, _step)
