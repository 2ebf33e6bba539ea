"""Which of our records a payout's lines are of. What nobody here knows is others' (rule M3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from shared.ids import derived_id, is_id
from shared.payments.payouts.model import Line, Payout
from shared.payments.returns.recording import REFUND
from shared.payments.settling.reconciliation import PAYMENT
from shared.stripe_gateway.payouts import Moved, Movement
from shared.table.keys import Key, payment_key, return_key, surplus_key
from shared.table.port import PRESENT, Item, Table, Update
from shared.table.reading import key_of, read_items

_NOWHERE: Final = "none"


@dataclass(frozen=True, slots=True)
class Match:
    """Lines that are ours, by the provider's id; and what then stands on the records that they are of."""

    lines: Mapping[str, Line]
    updates: Sequence[Update]


def matched(table: Table, payout: Payout, rows: Sequence[Moved]) -> Match:
    """Look for what each of a page's lines is of: a payment, surplus, or what went back."""
    places = {moved.id: _places(moved) for moved in rows}
    items = read_items(table, [key for keys in places.values() for key in keys])
    lines: dict[str, Line] = {}
    changes: dict[Key, dict[str, Any]] = {}
    for moved in rows:
        found = next((item for key in places[moved.id] if _is_of(item := items.get(key), moved, payout)), None)
        if found is None:
            continue
        lines[moved.id] = _line(payout, moved, found)
        name = "payout_id" if moved.movement is Movement.CHARGE or moved.amount < 0 else "reversal_payout_id"
        changes.setdefault(key_of(found), {})[name] = payout.id
    return Match(lines, [Update(key, change, condition=PRESENT) for key, change in changes.items()])


def _places(moved: Moved) -> list[Key]:
    """Where it would be recorded."""
    match moved.movement:
        case Movement.CHARGE:
            named = moved.metadata.get(PAYMENT, "")
            payment = [payment_key(named)] if is_id("pay", named) else []
            # Surplus first: the payment that it came under may name its intent as well.
            return [surplus_key(moved.intent_id), *payment] if moved.intent_id else []
        case Movement.REFUND if moved.source_id:
            named = moved.metadata.get(REFUND, "")
            seen = return_key(derived_id("rfd", moved.source_id))
            return [*([return_key(named)] if is_id("rfd", named) else []), seen]
        case Movement.DISPUTE if moved.source_id:
            return [return_key(moved.source_id)]
        case _:
            return []


def _is_of(item: Item | None, moved: Moved, payout: Payout) -> bool:
    """The record is of this very intent, on this account; on a merchant's own it is that merchant's."""
    if item is None or item.get("account") != payout.account:
        return False
    intent = item["pk"] if item["kind"] == "surplus" else item.get("intent_id")
    other_refund = item["kind"] == "return" and item.get("provider_id") not in (None, moved.source_id)
    mine = payout.account is None or item.get("merchant_id") == payout.merchant_id
    return intent == moved.intent_id and not other_refund and mine


def _line(payout: Payout, moved: Moved, item: Item) -> Line:
    kind = item["kind"]
    return Line(
        payout_id=payout.id,
        moved=moved,
        payment_id=item["id"] if kind == "payment" else item["payment_id"],
        return_id=item["id"] if kind == "return" else None,
        surplus=kind == "surplus",
    )
