"""What happens to money that is reserved for an order, and not taken (two-stage payments)."""

from typing import ClassVar, Literal

from pydantic import Field

from shared.events.catalog.event_model import EXAMPLES, EventModel, Moment, PaymentId, Units
from shared.events.catalog.orders import ORDER_EXAMPLE, OrderFacts

_RESERVED = ORDER_EXAMPLE | {"payment_id": EXAMPLES["pay"], "authorized_amount": 2550}
_UNTIL = {"capture_before": "2026-11-29T03:12:42.000Z"}


class ReservedData(OrderFacts):
    """What is reserved, and by which payment."""

    payment_id: PaymentId
    authorized_amount: Units = Field(description="What is reserved, in minor units: the most that can be captured.")


class OrderAuthorizedData(ReservedData):
    """Until when it can be captured."""

    authorized_at: Moment = Field(description="When we learned that it is reserved.")
    capture_before: Moment = Field(description="When it lapses: capture it before, or cancel the order.")


class OrderAuthorizationExpiringData(ReservedData):
    """Until when it can be captured."""

    capture_before: Moment = Field(description="When it lapses: capture it before, or cancel the order.")


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


class OrderAuthorizationLapsedV1(EventModel):
    """What was reserved for an order went back to its buyer, uncaptured. The order is unpaid again."""

    type: Literal["order.authorization_lapsed"]
    version: Literal[1]
    data: OrderAuthorizationLapsedData
    example: ClassVar = _RESERVED | {"lapsed_at": "2026-11-29T03:12:43.000Z"}


AUTHORIZATIONS: tuple[type[EventModel], ...] = (
    OrderAuthorizedV1,
    OrderAuthorizationExpiringV1,
    OrderAuthorizationLapsedV1,
)
