"""What an audit is, what it can find, and what is then to be done. ``docs/audit.md`` says it at length."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from shared.clock import rfc3339

Detail = str | int | None


class Kind(StrEnum):
    """Types of discrepancy; the codes are stable."""

    MONEY_WITHOUT_RECORD = "money_without_record"
    MONEY_RECORDED_TWICE = "money_recorded_twice"
    AMOUNT_DIFFERS = "amount_differs"
    CURRENCY_DIFFERS = "currency_differs"
    RECORD_WITHOUT_MONEY = "record_without_money"
    SURPLUS_NOT_RETURNED = "surplus_not_returned"
    REFUND_WITHOUT_RECORD = "refund_without_record"
    REFUND_DIFFERS = "refund_differs"
    DISPUTE_WITHOUT_RECORD = "dispute_without_record"
    DISPUTE_DIFFERS = "dispute_differs"
    RETURNED_DIFFERS = "returned_differs"
    PAGE_MISSING = "page_missing"
    PAGE_ALTERED = "page_altered"
    CHAIN_BROKEN = "chain_broken"
    BALANCE_DIFFERS = "balance_differs"
    LINE_WITHOUT_PAYMENT = "line_without_payment"
    LINE_AMOUNT_DIFFERS = "line_amount_differs"
    LINE_WITHOUT_RETURN = "line_without_return"
    LINE_WITHOUT_ADJUSTMENT = "line_without_adjustment"
    LINE_WITHOUT_FEE = "line_without_fee"
    ORDER_NOT_PAID_BY_LINE = "order_not_paid_by_line"
    ORDER_NOT_PAID_BY_PAYMENT = "order_not_paid_by_payment"
    TOP_UP_WITHOUT_LINE = "top_up_without_line"
    ORDER_WITHOUT_LINE = "order_without_line"
    PAID_WITHOUT_PAYMENT = "paid_without_payment"
    PAID_AMOUNT_DIFFERS = "paid_amount_differs"
    PAID_NOT_COMPLETED = "paid_not_completed"
    ORDER_UNDECIDED = "order_undecided"
    CLAIM_STALE = "claim_stale"
    PENDING_WITHOUT_PAYMENT = "pending_without_payment"
    AUTHORIZATION_OVERDUE = "authorization_overdue"
    ACCOUNT_UNREACHABLE = "account_unreachable"
    LINK_NOT_PURGED = "link_not_purged"


class Fix(StrEnum):
    """What is proposed; ``settle``, ``record_return``, ``redrive`` and ``purge``, which do no harm, it does itself."""

    SETTLE = "settle"
    ASSIGN_MONEY = "assign_money"
    COMPARE_WITH_PROVIDER = "compare_with_provider"
    RETURN_SURPLUS = "return_surplus"
    RECORD_RETURN = "record_return"
    CORRECT_RETURNED = "correct_returned"
    RESTORE_ITEM = "restore_item"
    CORRECT_WALLET = "correct_wallet"
    CORRECT_ORDER = "correct_order"
    REDRIVE = "redrive"
    RELEASE_CLAIM = "release_claim"
    ASK_ABOUT_FUNDS = "ask_about_funds"
    RECONNECT_ACCOUNT = "reconnect_account"
    PURGE = "purge"


WORDS: Final[Mapping[Fix, str]] = {
    Fix.SETTLE: "The audit asks the provider about the payment and settles the money, or records it as surplus.",
    Fix.ASSIGN_MONEY: "No checkout or charge of ours took this money. Find out who did, and refund it at the provider.",
    Fix.COMPARE_WITH_PROVIDER: "Compare the payment with the provider's page of it: the provider's figure is true.",
    Fix.RETURN_SURPLUS: "Refund the surplus, or credit it, and see why that did not happen by itself.",
    Fix.RECORD_RETURN: "The audit asks the provider what went back of the intent, and records it.",
    Fix.CORRECT_RETURNED: "Add up the payment's returns; what it says has gone back decides what still can.",
    Fix.RESTORE_ITEM: "Read the item as it was from a point-in-time recovery of the table, and put it back.",
    Fix.CORRECT_WALLET: "Find the page at which the sums part; correct the wallet by an adjustment.",
    Fix.CORRECT_ORDER: "Read the order's payment and journal page; the journal says what was really paid.",
    Fix.REDRIVE: "The audit has the wallet's queue worked off once more.",
    Fix.RECONNECT_ACCOUNT: "The provider lets us see this account no more. Have the merchant connect it again.",
    Fix.ASK_ABOUT_FUNDS: "See what the provider answers about the money, which the job asks for every hour: "
    "its key may lack the right, or a bank asks about the payment.",
    Fix.RELEASE_CLAIM: "The payment has ended; take its claim off, so that what it was for can be paid.",
    Fix.PURGE: "The audit has the link's deletion tried again; see why it did not happen by itself.",
}

FIXES: Final[Mapping[Kind, Fix]] = {
    Kind.MONEY_WITHOUT_RECORD: Fix.SETTLE,
    Kind.MONEY_RECORDED_TWICE: Fix.COMPARE_WITH_PROVIDER,
    Kind.AMOUNT_DIFFERS: Fix.COMPARE_WITH_PROVIDER,
    Kind.CURRENCY_DIFFERS: Fix.COMPARE_WITH_PROVIDER,
    Kind.RECORD_WITHOUT_MONEY: Fix.COMPARE_WITH_PROVIDER,
    Kind.SURPLUS_NOT_RETURNED: Fix.RETURN_SURPLUS,
    Kind.REFUND_WITHOUT_RECORD: Fix.RECORD_RETURN,
    Kind.REFUND_DIFFERS: Fix.RECORD_RETURN,
    Kind.DISPUTE_WITHOUT_RECORD: Fix.RECORD_RETURN,
    Kind.DISPUTE_DIFFERS: Fix.RECORD_RETURN,
    Kind.RETURNED_DIFFERS: Fix.CORRECT_RETURNED,
    Kind.PAGE_MISSING: Fix.RESTORE_ITEM,
    Kind.PAGE_ALTERED: Fix.RESTORE_ITEM,
    Kind.CHAIN_BROKEN: Fix.RESTORE_ITEM,
    Kind.BALANCE_DIFFERS: Fix.CORRECT_WALLET,
    Kind.LINE_WITHOUT_PAYMENT: Fix.RESTORE_ITEM,
    Kind.LINE_AMOUNT_DIFFERS: Fix.CORRECT_WALLET,
    Kind.LINE_WITHOUT_RETURN: Fix.CORRECT_WALLET,
    Kind.LINE_WITHOUT_ADJUSTMENT: Fix.CORRECT_WALLET,
    Kind.LINE_WITHOUT_FEE: Fix.CORRECT_WALLET,
    Kind.ORDER_NOT_PAID_BY_LINE: Fix.CORRECT_ORDER,
    Kind.ORDER_NOT_PAID_BY_PAYMENT: Fix.CORRECT_ORDER,
    Kind.TOP_UP_WITHOUT_LINE: Fix.CORRECT_WALLET,
    Kind.ORDER_WITHOUT_LINE: Fix.CORRECT_ORDER,
    Kind.PAID_WITHOUT_PAYMENT: Fix.CORRECT_ORDER,
    Kind.PAID_AMOUNT_DIFFERS: Fix.CORRECT_ORDER,
    Kind.PAID_NOT_COMPLETED: Fix.ASK_ABOUT_FUNDS,
    Kind.ORDER_UNDECIDED: Fix.REDRIVE,
    Kind.CLAIM_STALE: Fix.RELEASE_CLAIM,
    Kind.PENDING_WITHOUT_PAYMENT: Fix.RELEASE_CLAIM,
    Kind.AUTHORIZATION_OVERDUE: Fix.COMPARE_WITH_PROVIDER,
    Kind.ACCOUNT_UNREACHABLE: Fix.RECONNECT_ACCOUNT,
    Kind.LINK_NOT_PURGED: Fix.PURGE,
}


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """Two records that do not agree: ``subject`` is the id of the thing, ``details`` what each side says.

    ``merchant_id`` is ``None`` for money that nobody can be found for. ``fix`` is the proposed one; it differs from
    that of the type only where the facts say so.
    """

    kind: Kind
    subject: str
    merchant_id: str | None
    details: Mapping[str, Detail] = field(default_factory=dict)
    fix: Fix | None = None

    @property
    def proposed(self) -> Fix:
        """The fix that goes with the type, unless the facts asked for another."""
        return self.fix or FIXES[self.kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """One audit of one UTC day: from ``since`` up to ``until``, which is earlier than the day's end if asked for so.

    ``whole`` reads every journal from its first page. ``stage`` and ``position`` are the cursor, ``checked`` counts
    what was looked at, ``saves`` how often the cursor moved: two runs at the same time tell each other by it.
    ``confirmed`` counts the findings that are in the table, at the end.
    """

    id: str
    day: str
    since: datetime
    until: datetime
    asked: bool
    whole: bool
    started_at: datetime
    state: str = "running"
    stage: str = "charges"
    position: Mapping[str, Any] | None = None
    checked: Mapping[str, int] = field(default_factory=dict)
    discrepancies: int = 0
    confirmed: int = 0
    saves: int = 0
    finished_at: datetime | None = None

    def public(self) -> dict[str, Any]:
        """The audit as the API shows it; while it runs, ``discrepancies`` counts what was found so far."""
        return {
            "id": self.id,
            "day": self.day,
            "since": rfc3339(self.since),
            "until": rfc3339(self.until),
            "state": self.state,
            "whole_journals": self.whole,
            "checked": dict(self.checked),
            "discrepancies": self.discrepancies,
            "started_at": rfc3339(self.started_at),
            "finished_at": rfc3339(self.finished_at) if self.finished_at else None,
        }
