"""Wallets and their settings."""

from typing import Any, ClassVar, Literal

from pydantic import Field

from contracts.responses.answer import (
    AT,
    Amount,
    Answer,
    Currency,
    Day,
    Moment,
    PaymentId,
    page_of,
)


class Limits(Answer):
    """Bounds of automatic debit, in minor units; null is no limit."""

    per_order: int | None = Field(description="For one order.")
    per_day: int | None = Field(description="For one day in UTC.")


class Spent(Answer):
    """What automatic debit took on the last day on which it took anything."""

    day: Day | None = Field(description="That day, in UTC.")
    amount: Amount


class AutoDebit(Answer):
    """Consent to automatic debit."""

    enabled: bool = Field(description="Whether orders are paid from credits by themselves.")
    terms: str | None = Field(description="The text that was agreed to.")
    accepted_by: str | None = Field(description="Who agreed.")
    accepted_at: Moment | None = Field(description="When.")
    suspended_by_debt: bool = Field(description="Nothing is debited until the debt is paid.")
    suspended_by_restriction: bool = Field(description="Nothing is debited while the account is restricted.")


class LastFailure(Answer):
    """Why a charge of linked methods brought nothing."""

    reason: str | None = Field(description="A stable code.")
    payment: PaymentId | None = Field(description="The payment, if it came so far.")
    at: Moment = Field(description="When.")


class AutomaticTopUp(Answer):
    """Charging linked methods whenever the balance is low."""

    enabled: bool = Field(description="Whether that is done.")
    threshold: int | None = Field(description="Below it, in minor units.")
    amount: int | None = Field(description="So much is charged, in minor units.")
    method: str | None = Field(description="One linked method, or `auto`.")
    terms: str | None = Field(description="The text that was agreed to.")
    accepted_by: str | None = Field(description="Who agreed.")
    accepted_at: Moment | None = Field(description="When.")
    failures: int = Field(description="Charges in a row that brought nothing.")
    last_failure: LastFailure | None = Field(description="Of the last one.")
    next_try_at: Moment | None = Field(description="Nothing is tried by itself before.")


class TopUpSchedule(Answer):
    """Charging linked methods by the calendar."""

    every: Literal["day", "week"] = Field(description="How often.")
    weekday: Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] | None = Field(
        description="Of a week, in UTC."
    )
    amount: Amount
    method: str = Field(description="One linked method, or `auto`.")
    next_at: Moment | None = Field(description="The next turn.")


class CollectFromMethods(Answer):
    """Charging linked methods for orders that credits do not pay."""

    enabled: bool = Field(description="Whether that is done.")
    terms: str | None = Field(description="The text that was agreed to.")
    accepted_by: str | None = Field(description="Who agreed.")
    accepted_at: Moment | None = Field(description="When.")
    pending: PaymentId | None = Field(description="The charge that is on its way.")
    failures: int = Field(description="Charges in a row that brought nothing.")
    last_failure: LastFailure | None = Field(description="Of the last one.")
    next_try_at: Moment | None = Field(description="Nothing is tried by itself before.")


_NO_CONSENT = {"enabled": False, "terms": None, "accepted_by": None, "accepted_at": None}
_NO_FAILURES = {"failures": 0, "last_failure": None, "next_try_at": None}


class Wallet(Answer):
    """Prepaid credits of one currency."""

    currency: Currency
    balance: int = Field(description="Credits, in minor units; below zero by the debt.", examples=[50000])
    debt: int = Field(description="What a clawback took that was spent already, in minor units.")
    sequence: int = Field(description="The number of the last journal page.")
    paused: bool = Field(description="Whether automatic debit is paused.")
    drain_after_top_up: bool = Field(description="Whether a top-up pays what waits.")
    low_balance_alert: int | None = Field(description="Below it, in minor units, the merchant is told.")
    limits: Limits
    spent: Spent
    auto_debit: AutoDebit
    automatic_top_up: AutomaticTopUp
    top_up_schedule: TopUpSchedule | None = Field(description="Null for none.")
    pending_top_up: PaymentId | None = Field(description="A top-up by a linked method that is on its way.")
    collect_from_methods: CollectFromMethods

    example: ClassVar[dict[str, Any]] = {
        "currency": "EUR",
        "balance": 50000,
        "debt": 0,
        "sequence": 1,
        "paused": False,
        "drain_after_top_up": True,
        "low_balance_alert": 5000,
        "limits": {"per_order": None, "per_day": 100000},
        "spent": {"day": None, "amount": 0},
        "auto_debit": {
            "enabled": True,
            "terms": "Orders are paid from credits.",
            "accepted_by": "Ada Vogel",
            "accepted_at": AT,
            "suspended_by_debt": False,
            "suspended_by_restriction": False,
        },
        "automatic_top_up": {**_NO_CONSENT, "threshold": None, "amount": None, "method": None, **_NO_FAILURES},
        "top_up_schedule": None,
        "pending_top_up": None,
        "collect_from_methods": {**_NO_CONSENT, "pending": None, **_NO_FAILURES},
    }


WalletList = page_of(Wallet, "WalletList", "A page of wallets.")
