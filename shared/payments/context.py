"""What every use case of payments works with."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.clock import Clock
from shared.stripe_gateway.accounts import AccountsGateway
from shared.stripe_gateway.port import PaymentGateway
from shared.table.port import Table

if TYPE_CHECKING:
    from shared.stripe_gateway.charges import ChargeGateway
    from shared.stripe_gateway.methods import MethodGateway


@dataclass(frozen=True, slots=True)
class PaymentContext:
    """The worlds outside. ``deployment_id`` marks what is ours at the provider (rule M3)."""

    table: Table
    gateway: PaymentGateway
    accounts: AccountsGateway
    clock: Clock
    deployment_id: str


@dataclass(frozen=True, slots=True)
class ChargingContext(PaymentContext):
    """The same for whoever charges saved methods, or hears of them."""

    charges: "ChargeGateway"
    methods: "MethodGateway"
