"""The provider's payouts, and what each consists of."""

from typing import Any, ClassVar, Literal

from pydantic import Field

from contracts.responses.answer import AT, ID_EXAMPLES, Answer, Currency, Day, MerchantId, Moment, PaymentId, page_of

_ID = "po_1QK3xT2eZvKYlo2C8bVvdf4a"


class PayoutSum(Answer):
    """So many lines, in minor units of the payout's currency."""

    count: int = Field(description="How many lines.", ge=0)
    amount: int = Field(description="What they moved; below zero where money left.")
    fee: int = Field(description="What the provider took of it, in minor units.")
    net: int = Field(description="`amount` less `fee`, in minor units.")


class PayoutSums(Answer):
    """By what moved the balance; together they are the payout."""

    charges: PayoutSum
    refunds: PayoutSum
    disputes: PayoutSum
    other: PayoutSum = Field(description="Whatever is not ours: others' sales, the provider's own fees, reserves.")
    total: PayoutSum


def _sum(count: int, amount: int, fee: int) -> dict[str, int]:
    return {"count": count, "amount": amount, "fee": fee, "net": amount - fee}


class Payout(Answer):
    """Money on its way from a balance at the provider to a bank."""

    id: str = Field(description="The provider's id.", pattern=r"^po_[0-9A-Za-z_]+$", examples=[_ID])
    account: str | None = Field(description="The merchant's own account; null: the platform's.")
    merchant_id: MerchantId | None = Field(description="Whose account it is; null: the platform's.")
    amount: int = Field(description="Minor units; below zero where it is taken from the bank.")
    currency: Currency
    arrival_date: Day = Field(description="When it is expected at the bank.")
    status: str = Field(description="In the provider's word: `pending`, `in_transit`, `paid`, `failed`, `canceled`.")
    automatic: bool = Field(description="Made by the account's schedule, and not asked for by hand.")
    reconciliation: Literal["awaited", "reading", "recorded", "not_available"] = Field(
        description="Whether its lines are recorded. `not_available`: asked for by hand, so that the provider does not "
        "know what it consists of."
    )
    sums: PayoutSums | None = Field(description="Null until its lines are recorded.")
    difference: int | None = Field(
        description="`amount` less the sum of all lines, in minor units: zero. Null until recorded."
    )
    created_at: Moment = Field(description="When the provider made it.")
    recorded_at: Moment | None = Field(description="When its last line was recorded.")

    example: ClassVar[dict[str, Any]] = {
        "id": _ID,
        "account": None,
        "merchant_id": None,
        "amount": 6_803,
        "currency": "EUR",
        "arrival_date": "2026-11-24",
        "status": "paid",
        "automatic": True,
        "reconciliation": "recorded",
        "sums": {
            "charges": _sum(3, 7_650, 314),
            "refunds": _sum(1, -500, 0),
            "disputes": _sum(0, 0, 0),
            "other": _sum(1, -33, 0),
            "total": _sum(5, 7_117, 314),
        },
        "difference": 0,
        "created_at": AT,
        "recorded_at": AT,
    }


PayoutList = page_of(Payout, "PayoutList", "A page of payouts.")


class PayoutLine(Answer):
    """One line that is ours: of a payment, or of what went back of one."""

    id: str = Field(description="The provider's balance transaction.", examples=["txn_1QK3xT2eZvKYlo2CxX3fQ0aB"])
    movement: Literal["charge", "refund", "dispute"] = Field(description="What moved the money.")
    amount: int = Field(description="What it moved, in minor units; below zero where money left.")
    fee: int = Field(description="What the provider took of it, in minor units.")
    net: int = Field(description="`amount` less `fee`, in minor units.")
    payment: PaymentId
    return_id: str | None = Field(alias="return", description="The refund or dispute; null for a charge.")
    surplus: bool = Field(description="The money settled nothing.")
    provider_source: str | None = Field(description="The provider's charge, refund or dispute.")
    provider_payment_intent: str | None = Field(description="The provider's payment intent.")
    created_at: Moment = Field(description="When the provider booked it.")


class PayoutReport(Payout):
    """A payout, with a page of what of ours it consists of."""

    data: list[PayoutLine] = Field(description="This page.")
    next_cursor: str | None = Field(description="For the next page, as `cursor`; null at the end.")

    example: ClassVar[dict[str, Any]] = Payout.example | {
        "data": [
            {
                "id": "txn_1QK3xT2eZvKYlo2CxX3fQ0aB",
                "movement": "charge",
                "amount": 2_550,
                "fee": 104,
                "net": 2_446,
                "payment": ID_EXAMPLES["pay"],
                "return": None,
                "surplus": False,
                "provider_source": "ch_3QK3xT2eZvKYlo2C1Xq0mYtR",
                "provider_payment_intent": "pi_3QK3xT2eZvKYlo2C1qDfTqzG",
                "created_at": AT,
            }
        ],
        "next_cursor": None,
    }
