"""When to look whether funds are available. Pure."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from shared.stripe_gateway.port import Funds

DUE_KIND: Final = "clearing"

_BOOKED_WITHIN: Final = timedelta(minutes=65)
"""The provider books a charge up to an hour after it took the money
(https://docs.stripe.com/payments/payment-intents/asynchronous-capture)."""

_SATURDAY: Final = 5


def first_look(funds: "Funds | None", at: datetime) -> datetime:
    """When to look first at money that has arrived ``at``: when it is available by what was told of it, never before.

    Where nothing was told, once the provider must have booked it.
    """
    told = funds.available_at if funds is not None else None
    return at + _BOOKED_WITHIN if told is None else max(told, at)


def fallback(settled_at: datetime, business_days: int) -> datetime:
    """When money counts as available of which the provider books nothing: so many days later, Monday to Friday, UTC.

    The time of day stays; what settles on a weekend counts from midnight between Sunday and Monday.
    """
    moment = settled_at.astimezone(UTC)
    while moment.weekday() >= _SATURDAY:
        moment = (moment + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    for _ in range(business_days):
        moment += timedelta(days=1)
        while moment.weekday() >= _SATURDAY:
            moment += timedelta(days=1)
    return moment
