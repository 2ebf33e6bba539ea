"""What happens to money that is reserved for an order, and not taken (two-stage payments)."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from shared.events.catalog.event_model import EXAMPLES, EventModel, Moment, PaymentId, Units
from shared.events.catalog.orders import ORDER_EXAMPLE, OrderFacts

_RESERVED = ORDER_EXAMPLE | {"payment_id": EXAMPLES["pay"], "authorized_amount": 2550}
CaptureBefore = Annotated[Moment, Field(description="When it lapses: capture it before, or cancel the order.")]
_UNTIL = {"capture_before": "2026-11-29T03:12:42.000Z"}


class ReservedData(OrderFacts):
    """What is reserved, and by which payment."""

    payment_id: PaymentId
    authorized_amount: Units = Field(description="What is reserved, in minor units: the most that can be captured.")


class OrderAuthorizedData(ReservedData):
    """Until when it can be captured."""

    authorized_at: Moment = Field(description="When we learned that it is reserved.")
    capture_before: CaptureBefore


class OrderAuthorizationExpiringData(ReservedData):
    """Until when it can be captured."""

    capture_before: CaptureBefore


class OrderCaptureRefusedData(ReservedData):
    """What was asked for, and until when another amount can be."""

    refused_capture: Units = Field(description="What was to be captured, in minor units. Nothing was.")
    capture_refused_at: Moment = Field(description="When the provider said so.")
    capture_before: CaptureBefore


class OrderAuthorizationLostData(ReservedData):
    """Since when nobody can say."""

    capture_before: Moment = Field(description="When it was to lapse.")
    lost_at: Moment = Field(description="When we gave up waiting.")


class OrderAuthorizationLapsedData(ReservedData):
    """When it ended."""

    lapsed_at: Moment = Field(description="When we learned that it is reserved no more.")


class OrderAuthorizedV1(EventModel):
    """A buyer's money is reserved for an order with `auto_capture: false`. It is not paid, and not released."""

    type: Literal["order.authorized"]
    version: Literal[1]
    data: OrderAuthorizedData
    example: ClassVar = _RESERVED | _UNTIL | {"authorized_at": "2026-11-22T03:12:42.123Z"}


class OrderAuthorizationExpiringV1(EventModel):
    """What is reserved for an order lapses within 24 hours, and nobody has captured it. Told once of each."""

    type: Literal["order.authorization_expiring"]
    version: Literal[1]
    data: OrderAuthorizationExpiringData
    example: ClassVar = _RESERVED | _UNTIL


class OrderCaptureRefusedV1(EventModel):
    """The provider would not capture what was asked for; nothing was taken, and all is reserved as before.

    Told of each capture that it refuses, also of one that was answered 202 at first.
    """

    type: Literal["order.capture_refused"]
    version: Literal[1]
    data: OrderCaptureRefusedData
    example: ClassVar = _RESERVED | _UNTIL | {"refused_capture": 2000, "capture_refused_at": "2026-11-23T03:12:43.000Z"}


class OrderAuthorizationLostV1(EventModel):
    """What was reserved on the shop's own account should have lapsed, and the account is closed to us: nobody can say
    whether it did. The order stays pending until the account is connected again, or the order is cancelled. Told once.
    """

    type: Literal["order.authorization_lost"]
    version: Literal[1]
    data: OrderAuthorizationLostData
    example: ClassVar = _RESERVED | _UNTIL | {"lost_at": "2026-11-30T04:12:43.000Z"}


class OrderAuthorizationLapsedV1(EventModel):
    """What was reserved for an order went back to its buyer, uncaptured. The order is unpaid again."""

    type: Literal["order.authorization_lapsed"]
    version: Literal[1]
    data: OrderAuthorizationLapsedData
    example: ClassVar = _RESERVED | {"lapsed_at": "2026-11-29T03:12:43.000Z"}


AUTHORIZATIONS: tuple[type[EventModel], ...] = (
    OrderAuthorizedV1,
    OrderAuthorizationExpiringV1,
    OrderCaptureRefusedV1,
    OrderAuthorizationLostV1,
    OrderAuthorizationLapsedV1,
)
