"""An account whose invoice was tried in vain to the end: restricted until nothing of that kind is open any more."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from shared.clock import rfc3339
from shared.errors import NotFound
from shared.invoices.balance import outstanding_invoices
from shared.invoices.collection import Collection
from shared.invoices.collection_store import collection_update, is_owed
from shared.invoices.model import Invoice
from shared.merchants.model import Merchant, Restriction
from shared.merchants.restriction import (
    DUE_KIND,
    looked_update,
    read_merchant,
    restored_update,
    restricted_update,
)
from shared.notifications.model import NoticeKind
from shared.notifications.store import notice_put
from shared.payments.context import ChargingContext
from shared.payments.dunning.account import still_open
from shared.table.attempt import try_update
from shared.table.due import due_ids
from shared.table.port import Table, TransactionFailed, Write
from shared.wallets.service import list_wallets
from shared.wallets.store import freed_update
from shared.wallets.store import restricted_update as wallet_restricted_update

PER_SHARD: Final = 100


def restrict(context: ChargingContext, invoice: Invoice, after: Collection) -> bool:
    """Record the last failure and restrict the account for it, together; False when somebody was in the way."""
    merchant, now = read_merchant(context.table, invoice.merchant_id), context.clock.now()
    if merchant is None:
        raise NotFound("no such merchant")
    writes: list[Write] = [collection_update(invoice, after), restricted_update(merchant, invoice.id, now)]
    if merchant.restriction is None:
        # The account is as it was read, so this is the one time that it is restricted at this moment.
        kind = NoticeKind.ACCOUNT_RESTRICTED
        writes.append(notice_put(merchant.id, kind, merchant.id, rfc3339(now), {"number": invoice.number}, now))
    try:
        context.table.transact(writes)
    except TransactionFailed:
        return True  # Read again: somebody was quicker with it, or with another invoice of this merchant.
    look_at_account(context, merchant.id)
    return True


def due_accounts(context: ChargingContext) -> Iterator[str]:
    """Merchants that are restricted, and those that have linked a method."""
    return due_ids(context.table, DUE_KIND, context.clock.now(), PER_SHARD)


def look_at_account(context: ChargingContext, merchant_id: str) -> None:
    """Have what it owes tried again if that was asked for; hold its wallets while it is restricted, or restore it.

    What holds is written before what was asked for is forgotten, so a crash anywhere goes on with the next run.
    """
    merchant = read_merchant(context.table, merchant_id)
    if merchant is None:
        return
    if merchant.linked_at is not None:
        _try_again(context.table, merchant_id, merchant.linked_at)
    owed = _owed(context.table, merchant.restriction) if merchant.restriction else []
    if merchant.restriction is not None and not owed:
        _restore(context, merchant, merchant.restriction)
        return
    if owed:
        _hold_wallets(context.table, merchant_id, owed[0])
    if merchant.restriction is not None or merchant.linked_at is not None:
        # Looked at again after all others: those that never pay keep nobody from being restored.
        try_update(context.table, looked_update(merchant, context.clock.now()))


def _owed(table: Table, restriction: Restriction) -> list[Invoice]:
    return still_open(table, restriction)


def _try_again(table: Table, merchant_id: str, linked_at: str) -> None:
    """Everything that is open, with one attempt besides those of the schedule; a repeat asks for the same attempt."""
    for invoice in outstanding_invoices(table, merchant_id):
        if invoice.collection is not None:
            asked = replace(invoice.collection, linked_at=linked_at, not_before=None)
            try_update(table, collection_update(invoice, asked))


def _hold_wallets(table: Table, merchant_id: str, owed: Invoice) -> None:
    """Only while that invoice is to be paid: whoever comes late holds nothing of an account that was restored."""
    for wallet in list_wallets(table, merchant_id):
        if not wallet.restricted:
            try:
                table.transact([wallet_restricted_update(wallet), is_owed(owed.id)])
            except TransactionFailed:
                continue  # Paid, or held already: the next run looks.


def _restore(context: ChargingContext, merchant: Merchant, restriction: Restriction) -> None:
    """Wallets first, with what waits for them: a crash before the end restores again."""
    now = context.clock.now()
    for wallet in list_wallets(context.table, merchant.id):
        if wallet.restricted:
            try_update(context.table, freed_update(wallet, now))
    kind = NoticeKind.ACCOUNT_RESTORED
    notice = notice_put(merchant.id, kind, merchant.id, restriction.since, {}, now)
    try:
        context.table.transact([restored_update(merchant), notice])
    except TransactionFailed:
        return  # Another run was quicker, or another invoice came to its end: the next run looks.
