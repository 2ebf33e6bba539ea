"""What credits would pay."""

from typing import Any, ClassVar, Literal

from pydantic import Field

from contracts.responses.answer import (
    AT,
    ID_EXAMPLES,
    Amount,
    Answer,
    Currency,
    Moment,
    OrderId,
)

Stopped = Literal["auto_debit_off", "paused"]


class WaitingOrders(Answer):
    """What waits for credits."""

    orders: int = Field(description="How many, of the oldest thousand.")
    amount: Amount
    more: bool = Field(description="Whether others wait behind them.")


class Clears(Answer):
    """From which top-up on so many orders are paid."""

    top_up: int = Field(description="Minor units.")
    orders: int = Field(description="How many.")


class Blocked(Answer):
    """Orders that no credits pay, because of limits."""

    always: int = Field(description="On any day.")
    until_tomorrow: int = Field(description="Before the day turns.")


class Advice(Answer):
    """How much clears how many waiting orders, and how long credits last."""

    currency: Currency
    balance: int = Field(description="Credits, in minor units.")
    debt: int = Field(description="What is owed, in minor units.")
    stopped: Stopped | None = Field(description="Why nothing is debited automatically at all.")
    waiting: WaitingOrders
    covered: int = Field(description="How many a drain pays without any top-up.")
    clears: list[Clears] = Field(description="Of the next order, of half and of all that can be cleared today.")
    top_up_to_clear_all: int = Field(description="Minor units.")
    blocked_by_limits: Blocked
    average_daily_spend: int = Field(description="Minor units.")
    spend_since: Moment = Field(description="Since when that was counted.")
    runway_days: int | None = Field(description="Whole days that credits last; null when nothing was spent.")

    example: ClassVar[dict[str, Any]] = {
        "currency": "EUR",
        "balance": 2000,
        "debt": 0,
        "stopped": None,
        "waiting": {"orders": 2, "amount": 5100, "more": False},
        "covered": 0,
        "clears": [{"top_up": 550, "orders": 1}, {"top_up": 3100, "orders": 2}],
        "top_up_to_clear_all": 3100,
        "blocked_by_limits": {"always": 0, "until_tomorrow": 0},
        "average_daily_spend": 7300,
        "spend_since": AT,
        "runway_days": 0,
    }


class WouldPay(Answer):
    """An order that a drain pays."""

    order: OrderId
    amount: Amount


class WouldWait(Answer):
    """An order that goes on waiting."""

    order: OrderId
    reason: str = Field(description="Why.", examples=["insufficient_credits"])
    shortfall: int | None = Field(description="What the credits lack, in minor units.")


class DryRun(Answer):
    """What a drain would do now."""

    dry_run: Literal[True]
    would_pay: list[WouldPay] = Field(description="Oldest first.")
    would_wait: list[WouldWait] = Field(description="Oldest first.")
    total: int = Field(description="What it takes, in minor units.")
    balance_after: int = Field(description="What is left, in minor units.")

    example: ClassVar[dict[str, Any]] = {
        "dry_run": True,
        "would_pay": [{"order": ID_EXAMPLES["ord"], "amount": 2550}],
        "would_wait": [],
        "total": 2550,
        "balance_after": 47450,
    }


class Draining(Answer):
    """What waits will be paid, as far as credits go."""

    dry_run: Literal[False]

    example: ClassVar[dict[str, Any]] = {"dry_run": False}
