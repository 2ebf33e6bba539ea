"""A wallet and its journal: numbered, hash-chained pages (rule M1). Pure arithmetic."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from shared.canonical import digest
from shared.clock import rfc3339
from shared.money import MAX_AMOUNT
from shared.table.keys import wallet_id
from shared.wallets.limits import NO_LIMITS, NOTHING_SPENT, Limits, Spent

GENESIS: Final = "0" * 64
"""What the first page names as the hash of the page before."""

MAX_BALANCE: Final = MAX_AMOUNT * 1_000_000
"""A balance above this is refused: far from what a JSON reader keeps exact (2**53), far above any merchant."""


class LineKind(StrEnum):
    """What a journal line is about."""

    ORDER = "order"
    ORDER_CANCELLED = "order_cancelled"
    ORDER_REFUNDED = "order_refunded"
    TOP_UP = "top_up"
    TOP_UP_REFUNDED = "top_up_refunded"
    TOP_UP_REFUND_FAILED = "top_up_refund_failed"
    TOP_UP_DISPUTED = "top_up_disputed"
    TOP_UP_REINSTATED = "top_up_reinstated"
    SURPLUS = "surplus"
    SURPLUS_WITHDRAWN = "surplus_withdrawn"
    ADJUSTMENT = "adjustment"
    FEE = "fee"
    FEE_RETURNED = "fee_returned"


@dataclass(frozen=True, slots=True)
class JournalLine:
    """One order, top-up or fee: ``amount`` minor units, negative when it leaves the wallet; ``reference`` is its id."""

    kind: LineKind
    reference: str
    amount: int


@dataclass(frozen=True, slots=True)
class Consent:
    """Who agreed to automatic debit, when, and to which text."""

    terms: str
    accepted_by: str
    accepted_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Wallet:
    """Balance in minor units; ``sequence`` is the number of the last page, 0 before the first.

    ``consents`` counts the changes of consent. ``paused`` stops automatic debit for a while, and so does
    ``restricted`` until its merchant has paid what it owes; ``drain_after_top_up`` lets a settled top-up pay what
    waits.
    A balance below zero is a debt: a clawback took what was spent already (rule M7). Whatever is paid in pays it first,
    and until then automatic debit is suspended. A balance that falls below ``low_balance_alert`` is told of, once.
    ``spent`` is what automatic debit took, for the daily limit; ``due_place`` is the wallet's sort key in the due
    index, ``None`` when no time is waited for; ``redrives`` counts how often a message of its queue has failed for
    good since its last drain went through. ``collects``: what its credits do not pay is charged to linked methods.
    """

    merchant_id: str
    currency: str
    balance: int = 0
    sequence: int = 0
    last_hash: str = GENESIS
    consent: Consent | None = None
    consents: int = 0
    paused: bool = False
    restricted: bool = False
    drain_after_top_up: bool = False
    low_balance_alert: int | None = None
    limits: Limits = NO_LIMITS
    spent: Spent = NOTHING_SPENT
    due_place: str | None = None
    redrives: int = 0
    collects: bool = False

    @property
    def id(self) -> str:
        """Its name where one text has to do."""
        return wallet_id(self.merchant_id, self.currency)

    @property
    def debt(self) -> int:
        """What the merchant owes, in minor units; 0 when nothing."""
        return max(0, -self.balance)

    @property
    def stopped(self) -> str | None:
        """Why nothing at all is debited automatically, in the words of an order's ``unpaid_reason``."""
        if self.consent is None:
            return "auto_debit_off"
        return "paused" if self.paused or self.restricted or self.debt else None

    def public(self) -> dict[str, Any]:
        """The wallet as the API shows it: ``balance`` is below zero by the ``debt`` that is shown beside it.

        ``spent`` is what automatic debit took on the last day (UTC) on which it took anything.
        """
        consent = self.consent
        return {
            "currency": self.currency,
            "balance": self.balance,
            "debt": self.debt,
            "sequence": self.sequence,
            "paused": self.paused,
            "drain_after_top_up": self.drain_after_top_up,
            "low_balance_alert": self.low_balance_alert,
            "limits": self.limits.public(),
            "spent": {"day": self.spent.day or None, "amount": self.spent.amount},
            "auto_debit": {
                "enabled": consent is not None,
                "terms": consent.terms if consent else None,
                "accepted_by": consent.accepted_by if consent else None,
                "accepted_at": rfc3339(consent.accepted_at) if consent else None,
                "suspended_by_debt": self.debt > 0,
                "suspended_by_restriction": self.restricted,
            },
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalPage:
    """One immutable balance change; ``previous_hash`` chains it to the page before."""

    merchant_id: str
    currency: str
    number: int
    at: str
    payment_id: str
    lines: tuple[JournalLine, ...]
    balance_after: int
    previous_hash: str

    @property
    def hash(self) -> str:
        """SHA-256 of the canonical JSON of everything else on the page; anyone can recompute it."""
        return digest(self.content())

    def content(self) -> dict[str, Any]:
        """The page without its own hash, as hashed and as shown."""
        return {
            "merchant_id": self.merchant_id,
            "currency": self.currency,
            "number": self.number,
            "at": self.at,
            "payment_id": self.payment_id,
            "lines": [{"kind": line.kind, "reference": line.reference, "amount": line.amount} for line in self.lines],
            "balance_after": self.balance_after,
            "previous_hash": self.previous_hash,
        }

    def public(self, stored_hash: str) -> dict[str, Any]:
        """The page as the API shows it, with the hash as it was written: whoever doubts recomputes it."""
        return self.content() | {"hash": stored_hash}


class BalanceOutOfRange(ValueError):
    """The change would take the balance below what it may be, or above :data:`MAX_BALANCE` (rule M7)."""


def turn_page(
    wallet: Wallet, lines: Sequence[JournalLine], *, payment_id: str, at: datetime, clawback: bool = False
) -> tuple[Wallet, JournalPage]:
    """The wallet after these lines and the page that records them. Raises :class:`BalanceOutOfRange`.

    Only a ``clawback`` may leave the wallet in debt; what pays into one that is in debt may leave it there (rule M7).
    """
    change = sum(line.amount for line in lines)
    balance = wallet.balance + change
    lowest = -MAX_BALANCE if clawback or change > 0 else 0
    if not lowest <= balance <= MAX_BALANCE:
        raise BalanceOutOfRange(f"balance would be {balance}")
    page = JournalPage(
        merchant_id=wallet.merchant_id,
        currency=wallet.currency,
        number=wallet.sequence + 1,
        at=rfc3339(at),
        payment_id=payment_id,
        lines=tuple(lines),
        balance_after=balance,
        previous_hash=wallet.last_hash,
    )
    return replace(wallet, balance=balance, sequence=page.number, last_hash=page.hash), page
