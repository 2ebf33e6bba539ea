"""What happens to payments beside settling: money that goes back, and money that nobody was waiting for."""

from typing import Any, ClassVar, Literal

from pydantic import Field

from shared.events.catalog.event_model import EXAMPLES, Content, Currency, EventModel, PaymentId, Units

_RETURN: dict[str, Any] = {
    "return_id": EXAMPLES["rfd"],
    "payment_id": EXAMPLES["pay"],
    "amount": 1000,
    "covered": 1000,
    "currency": "EUR",
    "origin": "operator",
    "state": "reserved",
    "reason": "damaged in transit",
}
_SURPLUS: dict[str, Any] = {
    "payment_id": EXAMPLES["pay"],
    "amount": 2550,
    "currency": "EUR",
    "reason": "order_paid",
}


class ReturnData(Content):
    """One return of money, as it stands."""

    return_id: str = Field(description="The refund, dispute or credit.", examples=[EXAMPLES["rfd"]])
    payment_id: PaymentId
    amount: Units = Field(description="What the provider or the operator says, in minor units.")
    covered: Units = Field(
        description="How much of it counts as gone at this moment, in minor units: nothing once it failed."
    )
    currency: Currency
    origin: Literal["operator", "provider", "surplus", "cancellation"] = Field(description="Who wanted it.")
    state: str = Field(
        description="`reserved` before the provider was asked, then its own word, as `pending`, `succeeded`, `failed`, "
        "`canceled`, `requires_action`; of a dispute `needs_response`, `under_review`, `won`, `lost` and others.",
    )
    reason: str | None = Field(None, description="What the operator gave as reason, or what led to it.")
    failure: str | None = Field(None, description="Why it failed, in the provider's word.")


class SurplusData(Content):
    """Money that arrived for something that it could not settle."""

    payment_id: PaymentId
    amount: Units = Field(description="All of it, in minor units.")
    currency: Currency
    reason: str = Field(
        description="Why it settled nothing: `order_paid`, `order_cancelled`, `invoice_paid`, `invoice_void`, "
        "`link_void`, `link_expired`, `payment_succeeded`, `payment_cancelled`, `other_session`, `other_account`, "
        "`amount_mismatch`, `amount_changed`, `claim_lost`, `unknown_payment`, `balance_out_of_range` and others.",
    )


class PaymentRefundBeganV1(EventModel):
    """Somebody wants money of a payment back, or the provider tells of a refund that was made there."""

    type: Literal["payment.refund_began"]
    version: Literal[1]
    data: ReturnData
    example: ClassVar = _RETURN


class PaymentRefundChangedV1(EventModel):
    """The provider says how a refund stands."""

    type: Literal["payment.refund_changed"]
    version: Literal[1]
    data: ReturnData
    example: ClassVar = _RETURN | {"state": "succeeded"}


class PaymentDisputeBeganV1(EventModel):
    """A buyer's bank asks about a payment, or withdraws its money."""

    type: Literal["payment.dispute_began"]
    version: Literal[1]
    data: ReturnData
    example: ClassVar = {name: value for name, value in _RETURN.items() if name != "reason"} | {
        "amount": 2550,
        "covered": 2550,
        "origin": "provider",
        "state": "needs_response",
    }


class PaymentDisputeChangedV1(EventModel):
    """The provider says how a dispute stands."""

    type: Literal["payment.dispute_changed"]
    version: Literal[1]
    data: ReturnData
    example: ClassVar = PaymentDisputeBeganV1.example | {"covered": 0, "state": "won"}


class PaymentSurplusReceivedV1(EventModel):
    """Money arrived for something that is already paid, void or cancelled; it goes back by itself."""

    type: Literal["payment.surplus_received"]
    version: Literal[1]
    data: SurplusData
    example: ClassVar = _SURPLUS


class PaymentSurplusReturnedV1(EventModel):
    """Such money has gone back to whoever paid it."""

    type: Literal["payment.surplus_returned"]
    version: Literal[1]
    data: SurplusData
    example: ClassVar = _SURPLUS


PAYMENTS: tuple[type[EventModel], ...] = (
    PaymentRefundBeganV1,
    PaymentRefundChangedV1,
    PaymentDisputeBeganV1,
    PaymentDisputeChangedV1,
    PaymentSurplusReceivedV1,
    PaymentSurplusReturnedV1,
)
