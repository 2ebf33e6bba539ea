"""What one payment is to collect for; it is stored and claimed in one transaction, in the way of its means."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.errors import Busy, InvalidRequest
from shared.money import MAX_AMOUNT
from shared.payables.kinds import INVOICE, Kind, kind_of
from shared.payables.model import Payable, version_of
from shared.payments.model import Result, Target
from shared.stripe_gateway.amounts import to_stripe
from shared.table.port import Write


@dataclass(frozen=True, slots=True, kw_only=True)
class Reservation:
    """One to ninety payables of one kind, merchant and currency, as they were read: no payment claimed them then.

    With the payment and the mark of an event, so many fit into one transaction of 100 writes. ``left_out`` are those
    that were asked for, too, and are not taken, with why.
    """

    currency: str
    payables: tuple[Payable, ...]
    left_out: tuple[Result, ...] = ()

    @property
    def kind(self) -> Kind:
        """All are of it."""
        return kind_of(self.payables[0].id)

    @property
    def amount(self) -> int:
        """In minor units: the sum of all, each in full."""
        return sum(each.amount for each in self.payables)

    @property
    def targets(self) -> tuple[Target, ...]:
        """Each at the version that was read (rule M12)."""
        return tuple(Target(each.id, each.amount, each.amount_version) for each in self.payables)

    @property
    def description(self) -> str:
        """What stands on the provider's page and in its books. For an invoice its number, which the payer has."""
        if self.kind is INVOICE and len(self.payables) == 1:
            return f"Invoice {self.payables[0].number}"
        return f"{len(self.payables)} {self.kind.noun}s"

    def claims(self, payment_id: str) -> list[Write]:
        """The writes that give this payment the exclusive right to collect once somebody submits it, each only as it
        was read.
        """
        return [kind_of(each.id).claim(version_of(each), payment_id) for each in self.payables]


def chargeable_sum(payables: Sequence[Payable], currency: str) -> int:
    """What these are together. Raises ``InvalidRequest`` for a sum that the provider cannot charge."""
    noun, amount = kind_of(payables[0].id).noun, sum(each.amount for each in payables)
    if amount > MAX_AMOUNT:
        raise InvalidRequest(f"together these {noun}s are more than one payment can be", code="amount_too_large")
    to_stripe(amount, currency, f"{noun}s")
    return amount


def must_not_be_mine(payables: Sequence[Payable], payment_id: str) -> None:
    """Raises ``Busy`` when the same request, sent twice at once, has claimed any of these already.

    Else the second would close what the first has just begun; who tries again finds it.
    """
    if any(each.claim == payment_id for each in payables):
        raise Busy("the same request is under way, try again")
