"""Reserving what somebody chose: all of it or nothing."""

from collections.abc import Sequence

from shared.payables.model import Payable
from shared.payments.collecting.takeover import free_of_claims
from shared.payments.context import PaymentContext
from shared.payments.reserving.reservation import Reservation, chargeable_sum, must_not_be_mine


def reserve_chosen(context: PaymentContext, payment_id: str, payables: Sequence[Payable], currency: str) -> Reservation:
    """These for this payment, once their open checkouts are closed at the provider (rule M11).

    Raises ``Conflict`` when any of them cannot be paid, and ``InvalidRequest`` for a sum that the provider cannot
    charge; ``Busy`` when this very payment has been stored meanwhile.
    """
    must_not_be_mine(payables, payment_id)
    chargeable_sum(payables, currency)  # before any other checkout is closed for this one
    free = tuple(free_of_claims(context, payable) for payable in payables)
    chargeable_sum(free, currency)
    return Reservation(currency=currency, payables=free)
