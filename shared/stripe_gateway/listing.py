"""Stripe's lists of what moved, for the audit (https://docs.stripe.com/reports/balance-transaction-types).

Balance transactions tell when money really arrived: a charge keeps the time of its attempt, also when a delayed method
pays days later. Their own amounts are in the currency of settlement, so the amounts come from the charge.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import stripe

from shared.stripe_gateway.amounts import from_stripe
from shared.stripe_gateway.books import BooksPage, MoneyIn, MoneyOut, Span
from shared.stripe_gateway.failures import own_errors
from shared.stripe_gateway.metadata import metadata_of
from shared.stripe_gateway.options import on
from shared.stripe_gateway.port import WithdrawalFact
from shared.stripe_gateway.withdrawals import read_dispute, read_refund

if TYPE_CHECKING:
    from stripe._v1_services import V1Services

_PAGE: Final = 100
"""The provider's largest."""


class StripeBooks:
    """See :class:`shared.stripe_gateway.books.BooksGateway`."""

    def __init__(self, api: "V1Services") -> None:
        self._api = api

    def money_in(self, kind: str, span: Span, after: str | None, account: str | None) -> BooksPage[MoneyIn]:
        """``GET /v1/balance_transactions?type=`` with their charges."""
        params = _params(span, after, "data.source") | {"type": kind}
        with own_errors():
            page = self._api.balance_transactions.list(params, on(account))
        charges = [each.source for each in page.data if isinstance(each.source, stripe.Charge)]
        return BooksPage(tuple(_money_in(charge, account) for charge in charges), _last(page))

    def refunds(self, span: Span, after: str | None, account: str | None) -> BooksPage[MoneyOut]:
        """``GET /v1/refunds`` with their intents."""
        with own_errors():
            page = self._api.refunds.list(_params(span, after, "data.payment_intent"), on(account))
        return _money_out(page, read_refund, account)

    def disputes(self, span: Span, after: str | None, account: str | None) -> BooksPage[MoneyOut]:
        """``GET /v1/disputes`` with their intents."""
        with own_errors():
            page = self._api.disputes.list(_params(span, after, "data.payment_intent"), on(account))
        return _money_out(page, read_dispute, account)


def _params(span: Span, after: str | None, expand: str) -> Any:
    created = {"gte": int(span.start.timestamp()), "lt": int(span.end.timestamp())}
    params: dict[str, Any] = {"created": created, "limit": _PAGE, "expand": [expand]}
    return params | ({"starting_after": after} if after else {})


def _last(page: Any) -> str | None:
    return str(page.data[-1].id) if page.has_more and page.data else None


def _money_in(charge: stripe.Charge, account: str | None) -> MoneyIn:
    currency = charge.currency.upper()
    return MoneyIn(
        charge_id=charge.id,
        intent_id=_id(charge.payment_intent),
        account=account,
        amount=from_stripe(charge.amount_captured, currency),
        currency=currency,
        metadata=metadata_of(charge),
    )


def _money_out(
    page: Any, read: Callable[[Any, str, str | None], WithdrawalFact], account: str | None
) -> BooksPage[MoneyOut]:
    """Only what takes from an intent: we make no payments without one."""
    rows = [
        MoneyOut(fact=read(each, each.payment_intent.id, account), intent_metadata=metadata_of(each.payment_intent))
        for each in page.data
        if each.payment_intent is not None
    ]
    return BooksPage(tuple(rows), _last(page))


def _id(intent: "str | stripe.PaymentIntent | None") -> str | None:
    return intent if isinstance(intent, str) or intent is None else intent.id
