"""What an audit asks of the payment provider: everything that moved in a span of time, page by page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from shared.stripe_gateway.port import WithdrawalFact

_Row = TypeVar("_Row")


@dataclass(frozen=True, slots=True)
class Span:
    """From ``start`` up to, not including, ``end``; UTC, whole seconds."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class BooksPage(Generic[_Row]):
    """Rows of one page; ``last`` is where the next page goes on, ``None`` at the end."""

    rows: tuple[_Row, ...]
    last: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyIn:
    """Money that reached a balance at the provider for us or for others; amounts in minor units of what the buyer paid.

    ``metadata`` is the intent's, as it was when the intent was confirmed. ``account`` is the merchant's own that it
    reached, ``None`` for the platform's.
    """

    charge_id: str
    intent_id: str | None
    account: str | None
    amount: int
    currency: str
    metadata: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyOut:
    """A refund or a dispute, with the metadata of the intent that it takes from (which says whose it is)."""

    fact: WithdrawalFact
    intent_metadata: Mapping[str, str]


class BooksGateway(Protocol):
    """Every call raises one of the provider's errors of :mod:`shared.errors`, and nothing else.

    ``account`` is the merchant's own account whose books these are, ``None`` for the platform's: no list has both.
    """

    def money_in(self, kind: str, span: Span, after: str | None, account: str | None) -> BooksPage[MoneyIn]:
        """Money that arrived in the span: ``charge`` for cards, ``payment`` for every other method."""
        ...

    def refunds(self, span: Span, after: str | None, account: str | None) -> BooksPage[MoneyOut]:
        """Refunds that were made in the span, by whomever."""
        ...

    def disputes(self, span: Span, after: str | None, account: str | None) -> BooksPage[MoneyOut]:
        """Disputes and inquiries that were opened in the span."""
        ...
