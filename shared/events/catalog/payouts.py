"""What happens to payouts of the provider."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from shared.events.catalog.event_model import Audience, Content, Currency, Day, EventModel, MerchantId, Units


class PayoutData(Content):
    """A payout, and the sum of what it consists of; see the page on exports and payouts."""

    payout_id: str = Field(description="The provider's id.", examples=["po_1QK3xT2eZvKYlo2C8bVvdf4a"])
    account: str | None = Field(default=None, description="The merchant's own account; absent for the platform's.")
    amount: int = Field(description="Minor units; below zero where it is taken from the bank.")
    currency: Currency
    arrival_date: Day = Field(description="When it is expected at the bank.")
    status: str = Field(description="In the provider's word.")
    lines: Units = Field(description="How many lines it has, others' included.")
    gross: int = Field(description="What all lines moved, in minor units.")
    fees: int = Field(description="What the provider took of that, in minor units.")
    difference: int = Field(
        description="`amount` less what is left of `gross` after `fees`: zero, or somebody has to look."
    )


class PayoutRecordedV1(EventModel):
    """All that a payout consists of is recorded. `merchant_id` is `platform` for the platform's own account."""

    audience: ClassVar = Audience.OPERATOR
    type: Literal["payout.recorded"]
    version: Literal[1]
    merchant_id: Annotated[MerchantId | Literal["platform"], Field(description="Whose account it is of.")]
    data: PayoutData
    example: ClassVar = {
        "payout_id": "po_1QK3xT2eZvKYlo2C8bVvdf4a",
        "amount": 6803,
        "currency": "EUR",
        "arrival_date": "2026-11-24",
        "status": "paid",
        "lines": 5,
        "gross": 7117,
        "fees": 314,
        "difference": 0,
    }


PAYOUTS: tuple[type[EventModel], ...] = (PayoutRecordedV1,)
