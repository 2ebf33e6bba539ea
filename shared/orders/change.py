"""The body of ``PATCH /v1/orders/{order_id}``, and the order that it makes of the one that stands. Pure."""

from dataclasses import replace
from typing import Annotated, Any, Final

from pydantic import Field, ValidationError

from shared.canonical import canonical_json
from shared.errors import InvalidRequest
from shared.fields import Amount, Part, StrictModel, Text64, Text500, field_errors
from shared.orders.details import details_of
from shared.orders.model import Order, first_reason
from shared.orders.request import Customer, OrderItem, OrderRequest

PRICED: Final = ("items", "shipping", "tax", "discount")
"""Details that make up the amount."""


class OrderChange(StrictModel):
    """Fields that are left out stay as they are; ``null`` clears one that an order need not have.

    A field is replaced whole, also ``customer`` and ``metadata``. What an order is known by, its currency and the way
    it is collected cannot change.
    """

    amount: Amount = Field(default=1)
    """Never read from the default: only fields that were sent count."""
    items: Annotated[list[OrderItem], Field(min_length=1, max_length=500)] | None = None
    shipping: Part | None = None
    tax: Part | None = None
    discount: Part | None = None
    customer: Customer | None = None
    metadata: Annotated[dict[Text64, Text500], Field(max_length=20)] | None = None


def changed_order(order: Order, change: OrderChange) -> Order:
    """The order after the change, by the rules of a new one; equal to ``order`` where nothing is new.

    Another price is a new amount version, and the decision about it is open again. Raises :class:`InvalidRequest`
    by field.
    """
    sent = change.model_dump(mode="json", exclude_unset=True)
    merged: dict[str, Any] = {
        "source": order.source,
        "external_id": order.external_id,
        "amount": order.amount,
        "currency": order.currency,
        "collect": order.collect,
        **order.details,
        **sent,
    }
    try:
        request = OrderRequest.model_validate_json(canonical_json(merged))
    except ValidationError as error:
        raise InvalidRequest("the changed order is not valid", errors=field_errors(error)) from error
    changed = replace(order, amount=request.amount, details=details_of(request))
    if not repriced(order, changed):
        return changed
    version, reason = order.amount_version + 1, first_reason(order.collect)
    return replace(changed, amount_version=version, unpaid_reason=reason, shortfall=None)


def repriced(before: Order, after: Order) -> bool:
    """Whether the amount, or what makes it up, is another."""
    return _price(before) != _price(after)


def _price(order: Order) -> tuple[object, ...]:
    return (order.amount, *(order.details.get(name) for name in PRICED))
