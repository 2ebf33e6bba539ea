"""What the collection of invoices works with."""

from dataclasses import dataclass
from datetime import timedelta

from shared.payments.context import ChargingContext


@dataclass(frozen=True, slots=True)
class Dunning:
    """``delays`` are those between the attempts of the schedule: one attempt more than there are delays."""

    charging: ChargingContext
    delays: tuple[timedelta, ...]


def delays_from(days: str) -> tuple[timedelta, ...]:
    """``2,5,7,7``: days, as a deployment gives them."""
    return tuple(timedelta(days=int(each)) for each in days.split(","))
