"""Bringing a payout to where the provider says it is, and its lines to what they are of, page by page."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from shared.errors import AccountUnreachable, ProviderRejected
from shared.merchants.stripe_account.store import owner_of
from shared.payments.context import PaymentContext
from shared.payments.payouts.matching import matched
from shared.payments.payouts.model import RANKS, Payout
from shared.payments.payouts.store import (
    DUE_KIND,
    from_item,
    known_update,
    let_go_update,
    line_put,
    page_update,
    read_item,
)
from shared.stripe_gateway.books import BooksPage
from shared.stripe_gateway.payouts import Moved, Movement, PayoutFact, PayoutsGateway, Reconciliation
from shared.table.attempt import try_update
from shared.table.due import due_ids
from shared.table.port import Table, TransactionFailed

PER_SHARD: Final = 25
PAGES: Final = 50
"""Of one payout to one run; the next goes on."""


@dataclass(frozen=True, slots=True)
class Payouts:
    """The worlds outside with the provider's payouts."""

    context: PaymentContext
    gateway: PayoutsGateway

    @property
    def table(self) -> Table:
        """The table."""
        return self.context.table


def due_payouts(payouts: Payouts) -> Iterator[str]:
    """Payouts that something is to be asked about."""
    return due_ids(payouts.table, DUE_KIND, payouts.context.clock.now(), PER_SHARD)


def follow(payouts: Payouts, payout_id: str) -> None:
    """Ask how it stands with a payout, and record its lines once the provider knows them.

    Raises the provider's errors; it is then due still. One of an account that we cannot see any more is let go by what
    was known of it, and one that was only told of and is refused altogether: the daily look finds it, if there is one.
    """
    item = read_item(payouts.table, payout_id)
    if item is None:
        return
    try:
        fact = payouts.gateway.payout(payout_id, item.get("account"))
    except ProviderRejected as refused:
        if "reconciliation" not in item:
            try_update(payouts.table, let_go_update(item))
        elif isinstance(refused, AccountUnreachable):
            lost = replace(from_item(item), reconciliation=Reconciliation.NOT_APPLICABLE)
            try_update(payouts.table, known_update(lost, item, payouts.context.clock.now()))
        else:
            raise
        return
    known = record(payouts, fact, looked=True)
    if known is not None and known.recorded_at is None and fact.reconciliation is Reconciliation.COMPLETED:
        _record_lines(payouts, known, fact)


def record(payouts: Payouts, fact: PayoutFact, *, looked: bool = False) -> Payout | None:
    """What the provider says of a payout; ``None`` when others were writing it, who did the same.

    A status never goes back.
    """
    item = read_item(payouts.table, fact.id)
    before = from_item(item) if item and "reconciliation" in item else None
    after = _known(payouts, fact, before)
    after = replace(after, looks=after.looks + looked)
    if before is not None and not looked and replace(after, place=before.place) == before:
        return before
    now = payouts.context.clock.now()
    return after if try_update(payouts.table, known_update(after, item, now)) else None


def _known(payouts: Payouts, fact: PayoutFact, before: Payout | None) -> Payout:
    if before is None:
        owner = owner_of(payouts.table, fact.account) if fact.account else None
        return Payout(
            id=fact.id,
            account=fact.account,
            merchant_id=owner,
            amount=fact.amount,
            currency=fact.currency,
            arrival_date=fact.arrival_date,
            status=fact.status,
            automatic=fact.automatic,
            reconciliation=fact.reconciliation,
            created_at=fact.created_at,
        )
    status = fact.status if RANKS.get(fact.status, 0) >= before.rank else before.status
    completed = Reconciliation.COMPLETED
    known = completed if before.reconciliation is completed else fact.reconciliation
    return replace(before, status=status, reconciliation=known, arrival_date=fact.arrival_date)


def _record_lines(payouts: Payouts, payout: Payout, fact: PayoutFact) -> None:
    """One transaction to a page: its lines, what they are of, and the sums. Another run that counts it has priority."""
    for _ in range(PAGES):
        page = payouts.gateway.moved(fact, payout.after)
        try:
            payout = _record_page(payouts, payout, page)
        except TransactionFailed:
            return
        if payout.recorded_at is not None:
            return


def _record_page(payouts: Payouts, payout: Payout, page: BooksPage[Moved]) -> Payout:
    match = matched(payouts.table, payout, page.rows)
    after = replace(payout, after=page.last, pages=payout.pages + 1)
    for moved in page.rows:
        movement = moved.movement if moved.id in match.lines else Movement.OTHER
        after = after.counting(movement, moved)
    if page.last is None:
        after = replace(after, recorded_at=payouts.context.clock.now())
    payouts.table.transact([page_update(payout, after), *map(line_put, match.lines.values()), *match.updates])
    return after
