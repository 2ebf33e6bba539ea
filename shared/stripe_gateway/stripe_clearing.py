"""Whether funds are available, by Stripe's word (https://docs.stripe.com/api/balance_transactions/object)."""

from typing import TYPE_CHECKING, Final

from shared.errors import ProviderRejected
from shared.stripe_gateway.amounts import from_stripe
from shared.stripe_gateway.clearing import Booked
from shared.stripe_gateway.failures import own_errors
from shared.stripe_gateway.funds import funds_of
from shared.stripe_gateway.options import on

if TYPE_CHECKING:
    from stripe._v1_services import V1Services

_BOOKED: Final = "latest_charge.balance_transaction"


class StripeFunds:
    """See :class:`shared.stripe_gateway.clearing.FundsGateway`."""

    def __init__(self, api: "V1Services") -> None:
        self._intents = api.payment_intents

    def booked(self, intent_id: str, account: str | None) -> Booked:
        """``GET /v1/payment_intents/{id}`` with its charge, and that with its balance transaction."""
        with own_errors():
            intent = self._intents.retrieve(intent_id, {"expand": [_BOOKED]}, on(account))
        charge = intent.latest_charge
        if charge is None or isinstance(charge, str) or intent.status != "succeeded":
            raise ProviderRejected("the provider has no money under this intent", provider_code=None)
        line = charge.balance_transaction
        return Booked(
            funds=funds_of(charge),
            available=line is not None and not isinstance(line, str) and line.status == "available",
            refunded=from_stripe(charge.amount_refunded, charge.currency.upper()),
        )
