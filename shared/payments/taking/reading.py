"""What a delivery says of an order: from the bytes that came to an order as it stands in the shop."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from shared.errors import InvalidRequest
from shared.money import format_amount
from shared.payments.taking.deciding import Decided
from shared.payments.taking.wanting import order_wanted
from shared.shops.bucket import DeliveryBucket, body_of
from shared.shops.connection import Connection
from shared.shops.delivery import TEST_EVENT, Delivery, Outcome
from shared.shops.mapping.parsing import parsed
from shared.shops.mapping.port import REASONS, Nothing, ShopOrder, Unmappable
from shared.shops.mapping.readers import READERS

NOT_TAKEN: Final = "currency_not_taken"


def read_delivered(
    delivery: Delivery, connection: Connection, bucket: DeliveryBucket, now: datetime
) -> ShopOrder | Decided:
    """The shop's order, or what became of a delivery that tells of none, or of none that is meant."""
    body = body_of(bucket, delivery)
    try:
        if delivery.event == TEST_EVENT:
            return _tried(delivery, connection, body, now)
        found = READERS[connection.system](delivery.topic, parsed(body), connection.rules)
    except Unmappable as refused:
        return _rejected(refused.code, refused)
    return found if isinstance(found, ShopOrder) else _nothing(found.reason)


def invalid(refused: InvalidRequest) -> Decided:
    """It is no order that can be taken; ``errors`` name the fields."""
    return _rejected("invalid_order", refused)


def _tried(delivery: Delivery, connection: Connection, body: bytes, now: datetime) -> Decided:
    """A test says what order it would have been, or why none."""
    rules = replace(connection.rules, test_orders=True)
    found = READERS[connection.system](delivery.topic, parsed(body), rules)
    if isinstance(found, Nothing):
        return _nothing(found.reason)
    try:
        order_wanted(connection, found, now)
    except InvalidRequest as refused:
        return invalid(refused)
    told = f"would be an order that is {found.state} in the shop"
    if found.terms is not None:
        told = f"{told}, of {format_amount(found.terms.amount, found.terms.currency)} {found.terms.currency}"
    return Decided(outcome=Outcome.IGNORED, reason="test_order", message=told)


def _nothing(reason: str) -> Decided:
    return Decided(outcome=Outcome.IGNORED, reason=reason, message=REASONS.get(reason))


def _rejected(code: str, refused: Unmappable | InvalidRequest) -> Decided:
    return Decided(outcome=Outcome.REJECTED, reason=code, message=refused.message, errors=tuple(refused.errors))
