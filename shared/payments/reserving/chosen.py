"""Reserving what somebody chose: all of it or nothing."""

from collections.abc import Sequence

from shared.payables.model import Payable
from shared.payments.collecting.takeover import free_of_claims
from shared.payments.context import PaymentContext
from shared.payments.reserving.reservation import Reservation, chargeable_sum


def reserve_chosen(context: PaymentContext, payables: Sequence[Payable], currency: str) -> Reservation:
    """These, once their open checkouts are closed at the provider (rule M11).

    Raises ``Conflict`` when any of them cannot be paid, and ``InvalidRequest`` for a sum that the provider cannot
    charge.
    """
    chargeable_sum(payables, currency)  # before any other checkout is closed for this one
    free = tuple(free_of_claims(context, payable) for payable in payables)
    chargeable_sum(free, currency)
    return Reservation(currency=currency, payables=free)
