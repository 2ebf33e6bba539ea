"""The kinds of payables, one row each: a new kind is a row, and nothing that collects or settles changes for it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from shared.errors import NotFound
from shared.ids import is_id
from shared.payables import invoices, orders
from shared.payables.model import PaidBy, Payable, Version
from shared.table.keys import Key
from shared.table.port import Check, Condition, Item, Table, Update


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind: where it lives, and its conditional writes.

    ``prefix`` is that of its ids, ``noun`` its word. ``on_own_account`` tells whether a merchant's own account may
    collect for it (rule M13). ``claim`` gives a payment the exclusive right to collect at a version, ``pending`` says
    that it was submitted, ``charge`` is both for one that needs nobody to submit it, ``release`` takes the right back
    from one that ended, ``declined`` from a charge that no method paid, ``paid`` settles. ``money_back`` counts what
    went back and what a bank withdrew (the new sums), if both are as they were read. ``linked`` points to a new link,
    if there is none; ``unlinked`` removes that pointer, ``forgotten`` what is known of a link, and of its buyer, once
    their day has come (``None`` if nothing is).
    """

    prefix: str
    noun: str
    on_own_account: bool
    key: Callable[[str], Key]
    read: Callable[[Item], Payable]
    claim: Callable[[Version, str], Update]
    charge: Callable[[Version, str], Update]
    pending: Callable[[str, str], Update]
    release: Callable[[str, str, datetime], Update]
    declined: Callable[[str, str, datetime], Update]
    paid: Callable[[Version, PaidBy], Update]
    money_back: Callable[[Payable, int, int, datetime], Update]
    linked: Callable[[Version, Mapping[str, str]], Update]
    unlinked: Callable[[str, str], Update]
    forgotten: Callable[[Item, datetime, str | None], Update | None]

    def find(self, table: Table, payable_id: str, merchant_id: str | None = None) -> Payable:
        """Read one of this kind. Raises :class:`NotFound`, also when it belongs to another merchant (rule M10)."""
        item = table.get(self.key(payable_id)) if is_id(self.prefix, payable_id) else None
        if item is None or merchant_id not in (None, item["merchant_id"]):
            raise NotFound(f"no such {self.noun}")
        return self.read(item)


ORDER: Final = Kind(
    prefix="ord",
    noun="order",
    on_own_account=True,
    key=orders.order_key,
    read=orders.from_item,
    claim=orders.claim,
    charge=orders.charge,
    pending=orders.pending_update,
    release=orders.release_update,
    declined=orders.declined_update,
    paid=orders.paid,
    money_back=orders.money_back,
    linked=orders.linked,
    unlinked=orders.link_removed_update,
    forgotten=orders.forgotten,
)

INVOICE: Final = Kind(
    prefix="inv",
    noun="invoice",
    on_own_account=False,
    key=invoices.invoice_key,
    read=invoices.from_item,
    claim=invoices.claim,
    charge=invoices.charge,
    pending=invoices.pending_update,
    release=invoices.release,
    declined=invoices.declined,
    paid=invoices.paid,
    money_back=invoices.money_back,
    linked=invoices.linked,
    unlinked=invoices.unlinked_update,
    forgotten=invoices.forgotten,
)

_KINDS: Final = {kind.prefix: kind for kind in (ORDER, INVOICE)}


def kind_of(payable_id: str) -> Kind:
    """The kind that an id tells. Raises :class:`NotFound` for one of which there is none."""
    kind = _KINDS.get(payable_id.partition("_")[0])
    if kind is None:
        raise NotFound("nothing of this kind can be paid")
    return kind


def find_payable(table: Table, payable_id: str) -> Payable:
    """Read one of any kind. Raises :class:`NotFound`."""
    return kind_of(payable_id).find(table, payable_id)


def find_payables(table: Table, ids: Sequence[str]) -> list[Payable]:
    """Read up to 100 different ones in one call, in this sequence. Raises :class:`NotFound` when any is gone."""
    items = table.batch_get([kind_of(each).key(each) for each in ids])
    if len(items) < len(ids):
        raise NotFound("something that was to be paid is gone")
    return [kind_of(item["id"]).read(item) for item in items]


def is_claimed(payable_id: str, payment_id: str) -> Check:
    """It is still this payment that may collect."""
    return Check(kind_of(payable_id).key(payable_id), Condition("#claim = :claim", {"claim": payment_id}))
