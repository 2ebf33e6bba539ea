"""What an account's buyers are offered by the provider's hosted page."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from shared.errors import ProviderUnavailable
from shared.stripe_gateway.failures import own_errors
from shared.stripe_gateway.options import on

if TYPE_CHECKING:
    from stripe import PaymentMethodConfiguration
    from stripe._v1_services import V1Services


@dataclass(frozen=True, slots=True)
class Offer:
    """A way to pay: whether the account may have it, and whether it is switched on."""

    available: bool
    switched_on: bool


class OfferGateway(Protocol):
    """Every call raises one of the provider's errors of :mod:`shared.errors`, and nothing else."""

    def offers(self, account: str | None) -> dict[str, Offer]:
        """By kind, ``card`` and ``paypal``; ``account`` is the merchant's own, ``None`` for the platform's."""
        ...


class StripeOffers:
    """See :class:`OfferGateway`."""

    def __init__(self, api: "V1Services") -> None:
        self._configurations = api.payment_method_configurations

    def offers(self, account: str | None) -> dict[str, Offer]:
        """``GET /v1/payment_method_configurations``: of the default one; on a merchant's own account of that which goes
        for our direct charges, the child of ours (https://docs.stripe.com/connect/payment-method-configurations).
        """
        with own_errors():
            found = self._configurations.list({"active": True, "limit": 100}, on(account)).data
        wanted = [each for each in found if each.is_default]
        wanted.sort(key=lambda each: (each.parent is None) is (account is not None))
        if not wanted:
            raise ProviderUnavailable("the provider tells of no payment methods")
        return {"card": _offer(wanted[0], "card"), "paypal": _offer(wanted[0], "paypal")}


def _offer(configuration: "PaymentMethodConfiguration", kind: str) -> Offer:
    told = getattr(configuration, kind, None)
    if told is None:
        return Offer(available=False, switched_on=False)
    return Offer(told.available, told.display_preference.value == "on")
