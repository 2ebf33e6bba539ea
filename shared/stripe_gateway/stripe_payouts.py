"""Stripe's payouts, and their balance transactions."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import stripe

from shared.stripe_gateway.amounts import from_stripe
from shared.stripe_gateway.books import BooksPage
from shared.stripe_gateway.failures import own_errors
from shared.stripe_gateway.metadata import metadata_of
from shared.stripe_gateway.options import on
from shared.stripe_gateway.payouts import Moved, Movement, PayoutFact, Reconciliation

if TYPE_CHECKING:
    from stripe._v1_services import V1Services
    from stripe.params import BalanceTransactionListParams, PayoutListParams

_PAYOUTS: Final = 100
LINES: Final = 40
"""So many that all records of a page, with what they are of, go into one transaction of the table."""

_SOURCES: Final = (
    (stripe.Charge, Movement.CHARGE),
    (stripe.Refund, Movement.REFUND),
    (stripe.Dispute, Movement.DISPUTE),
)


class StripePayouts:
    """See :class:`shared.stripe_gateway.payouts.PayoutsGateway`."""

    def __init__(self, api: "V1Services") -> None:
        self._api = api

    def payouts(self, since: datetime, after: str | None, account: str | None) -> BooksPage[PayoutFact]:
        """``GET /v1/payouts`` (https://docs.stripe.com/api/payouts/list)."""
        asked: PayoutListParams = {"created": {"gte": int(since.timestamp())}, "limit": _PAYOUTS}
        if after is not None:
            asked["starting_after"] = after
        with own_errors():
            page = self._api.payouts.list(asked, on(account))
        last = page.data[-1].id if page.has_more and page.data else None
        return BooksPage(tuple(_fact(each, account) for each in page.data), last)

    def payout(self, payout_id: str, account: str | None) -> PayoutFact:
        """``GET /v1/payouts/{id}``."""
        with own_errors():
            return _fact(self._api.payouts.retrieve(payout_id, None, on(account)), account)

    def moved(self, payout: PayoutFact, after: str | None) -> BooksPage[Moved]:
        """``GET /v1/balance_transactions?payout=`` with their sources
        (https://docs.stripe.com/api/balance_transactions/list#balance_transaction_list-payout).
        """
        asked: BalanceTransactionListParams = {"payout": payout.id, "limit": LINES, "expand": ["data.source"]}
        if after is not None:
            asked["starting_after"] = after
        with own_errors():
            page = self._api.balance_transactions.list(asked, on(payout.account))
        last = page.data[-1].id if page.has_more and page.data else None
        return BooksPage(tuple(_moved(each) for each in page.data if _id(each.source) != payout.id), last)


def _fact(payout: stripe.Payout, account: str | None) -> PayoutFact:
    currency = payout.currency.upper()
    return PayoutFact(
        id=payout.id,
        account=account,
        amount=from_stripe(payout.amount, currency),
        currency=currency,
        arrival_date=_moment(payout.arrival_date).date().isoformat(),
        status=payout.status,
        automatic=payout.automatic,
        reconciliation=Reconciliation(payout.reconciliation_status),
        created_at=_moment(payout.created),
    )


def _moved(line: stripe.BalanceTransaction) -> Moved:
    currency, source = line.currency.upper(), line.source
    known = isinstance(source, stripe.Charge | stripe.Refund | stripe.Dispute)
    movement = next((name for kind, name in _SOURCES if isinstance(source, kind)), Movement.OTHER)
    return Moved(
        id=line.id,
        movement=movement,
        amount=from_stripe(line.amount, currency),
        fee=from_stripe(line.fee, currency),
        net=from_stripe(line.net, currency),
        created_at=_moment(line.created),
        source_id=_id(source),
        intent_id=_id(getattr(source, "payment_intent", None)) if known else None,
        metadata=metadata_of(source) if known else {},
    )


def _id(thing: Any) -> str | None:
    return thing if isinstance(thing, str) or thing is None else str(thing.id)


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
