"""What the product asks of the provider about money that has arrived: whether it is available by now."""

from dataclasses import dataclass
from typing import Protocol

from shared.stripe_gateway.port import Funds


@dataclass(frozen=True, slots=True)
class Booked:
    """Money of an intent as the provider has it: where it is booked, and whether it can be paid out now.

    ``refunded`` is what went back of it, in minor units.
    """

    funds: Funds
    available: bool
    refunded: int


class FundsGateway(Protocol):
    """The call raises one of the provider's errors of :mod:`shared.errors`, and nothing else."""

    def booked(self, intent_id: str, account: str | None) -> Booked:
        """How it stands with the money of an intent on its account; ``ProviderRejected`` where it has none there."""
        ...
