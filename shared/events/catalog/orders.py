"""What happens to orders."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from shared.events.catalog.event_model import (
    EXAMPLES,
    Content,
    Currency,
    EventModel,
    Means,
    Moment,
    OrderId,
    PaymentId,
    PaymentStatus,
    Units,
)
from shared.money import MAX_AMOUNT

ORDER_EXAMPLE: dict[str, Any] = {
    "order_id": EXAMPLES["ord"],
    "source": "shopify:paper-thread",
    "external_id": "1001",
    "amount": 2550,
    "currency": "EUR",
    "amount_version": 1,
}
_BACK = {"paid_amount": 2550, "refunded_amount": 1000}


class OrderFacts(Content):
    """Which order it is, and what is due for it."""

    order_id: OrderId
    source: str = Field(description="Where the shop says that the order came from.", examples=["shopify:paper-thread"])
    external_id: str = Field(description="The shop's own id of the order.", examples=["1001"])
    amount: Annotated[int, Field(ge=0, le=MAX_AMOUNT, examples=[2550])] = Field(
        description="What is to be paid, in minor units; 0 only where the shop was paid itself."
    )
    currency: Currency
    amount_version: int = Field(ge=1, description="Counts the changes of the amount.", examples=[1])


class OrderQueuedData(OrderFacts):
    """Why it waits for money."""

    unpaid_reason: Literal[
        "insufficient_credits", "auto_debit_off", "awaiting_buyer", "paused", "over_limit", "declined"
    ] = Field(description="Why the order is not paid.")
    shortfall: Units | None = Field(None, description="What the credits lack, in minor units; only where they do.")


class OrderPaidData(OrderFacts):
    """By what it was paid."""

    paid_by: PaymentId
    paid_means: Means = Field(description="How the payment collected.")
    paid_amount: Units = Field(description="What was paid for this order, in minor units.")
    released_at: Moment = Field(description="When it became free for production.")


class OrderCompletedData(OrderFacts):
    """By what it was paid, and what of that has gone back."""

    payment_status: PaymentStatus = Field(description="`paid`, or `partially_refunded`.")
    paid_by: PaymentId
    paid_means: Means = Field(description="How the payment collected.")
    paid_amount: Units = Field(description="What was paid for this order, in minor units.")
    refunded_amount: Units | None = Field(None, description="What of it went back, in minor units.")
    completed_at: Moment = Field(description="When its money was found available.")


class OrderCancelledData(OrderFacts):
    """How it stood when it was cancelled."""

    payment_status: PaymentStatus = Field(description="As it stands with the cancellation.")


class OrderMoneyData(OrderFacts):
    """The sums after what has happened."""

    payment_status: PaymentStatus = Field(description="As it stands now.")
    paid_amount: Units = Field(description="What was paid for this order, in minor units.")
    refunded_amount: Units | None = Field(None, description="What of it went back, in minor units; left out for none.")
    disputed_amount: Units | None = Field(None, description="What a bank withdrew, in minor units; left out for none.")


class OrderChangedV1(EventModel):
    """The shop changed what is due for an unpaid order; links and sessions for the old amount are closed."""

    type: Literal["order.changed"]
    version: Literal[1]
    data: OrderFacts
    example: ClassVar = ORDER_EXAMPLE | {"amount": 2400, "amount_version": 2}


class OrderQueuedV1(EventModel):
    """An order waits for money, and this is why. Told again when the reason changes."""

    type: Literal["order.queued"]
    version: Literal[1]
    data: OrderQueuedData
    example: ClassVar = ORDER_EXAMPLE | {"unpaid_reason": "insufficient_credits", "shortfall": 550}


class OrderReleasedV1(EventModel):
    """An order is paid and may enter production. This is the event that a production system listens to.

    Once per order; what goes back later is told by other events, and never takes the release back.
    """

    type: Literal["order.released"]
    version: Literal[1]
    data: OrderPaidData
    example: ClassVar = ORDER_EXAMPLE | {
        "paid_by": EXAMPLES["pay"],
        "paid_means": "credits",
        "paid_amount": 2550,
        "released_at": "2026-11-22T03:12:42.123Z",
    }


class OrderCompletedV1(EventModel):
    """The money that paid an order is available, so that the order is complete.

    Once per order, whatever paid it. Credits are available at once, as is what the shop took itself: the event comes
    right after `order.released`, with the same time. Other money takes one to three business days as a rule, and never
    counts while a bank disputes any of it.
    """

    type: Literal["order.completed"]
    version: Literal[1]
    data: OrderCompletedData
    example: ClassVar = ORDER_EXAMPLE | {
        "payment_status": "paid",
        "paid_by": EXAMPLES["pay"],
        "paid_means": "checkout",
        "paid_amount": 2550,
        "completed_at": "2026-11-24T03:15:00.000Z",
    }


class OrderCancelledV1(EventModel):
    """Nobody wants the order any more; what its merchant's credits had paid is back in them.

    Also after `order.completed` where credits paid; `order.refunded` comes with it then, unless all was back before.
    """

    type: Literal["order.cancelled"]
    version: Literal[1]
    data: OrderCancelledData
    example: ClassVar = ORDER_EXAMPLE | {"payment_status": "unpaid"}


class OrderRefundedV1(EventModel):
    """Money of a paid order went back, or is on its way back."""

    type: Literal["order.refunded"]
    version: Literal[1]
    data: OrderMoneyData
    example: ClassVar = ORDER_EXAMPLE | _BACK | {"payment_status": "partially_refunded"}


class OrderRefundReversedV1(EventModel):
    """A refund of an order failed or was cancelled: less has gone back than was told before."""

    type: Literal["order.refund_reversed"]
    version: Literal[1]
    data: OrderMoneyData
    example: ClassVar = ORDER_EXAMPLE | {"payment_status": "paid", "paid_amount": 2550}


class OrderDisputedV1(EventModel):
    """A buyer's bank withdrew money of a paid order."""

    type: Literal["order.disputed"]
    version: Literal[1]
    data: OrderMoneyData
    example: ClassVar = ORDER_EXAMPLE | {"payment_status": "disputed", "paid_amount": 2550, "disputed_amount": 2550}


class OrderDisputeReinstatedV1(EventModel):
    """The bank gave the money back: the dispute was won, or withdrawn."""

    type: Literal["order.dispute_reinstated"]
    version: Literal[1]
    data: OrderMoneyData
    example: ClassVar = ORDER_EXAMPLE | {"payment_status": "paid", "paid_amount": 2550}


ORDERS: tuple[type[EventModel], ...] = (
    OrderReleasedV1,
    OrderCompletedV1,
    OrderQueuedV1,
    OrderChangedV1,
    OrderCancelledV1,
    OrderRefundedV1,
    OrderRefundReversedV1,
    OrderDisputedV1,
    OrderDisputeReinstatedV1,
)
