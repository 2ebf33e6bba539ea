"""``GET /v1/shops/{shop_id}/payment-methods``: what the buyers of a shop can pay with on the pages of its links."""

from dataclasses import dataclass
from typing import Any, Final

from shared.merchants.service import find_merchant
from shared.merchants.stripe_account.store import charging_account
from shared.stripe_gateway.offers import Offer, OfferGateway
from shared.stripe_gateway.port import PAYPAL_CURRENCIES
from shared.table.port import Table

KINDS: Final = ("card", "paypal")
"""What an order's ``payment_method`` may name. Both can be reserved first, and captured later."""


@dataclass(frozen=True, slots=True)
class Offered:
    """What a shop's buyers have in one currency; ``account`` is its own at the provider, if that collects.

    ``reasons`` says of each kind why it cannot be used, as a stable code, ``None`` of what can.
    """

    shop_id: str
    currency: str
    account: str | None
    reasons: dict[str, str | None]

    def public(self) -> dict[str, Any]:
        """As the API shows it."""
        rows = [
            {"type": kind, "available": reason is None, "reason": reason, "two_stage": True}
            for kind, reason in self.reasons.items()
        ]
        return {"shop_id": self.shop_id, "currency": self.currency, "account": self.account, "data": rows}


def offered_methods(table: Table, gateway: OfferGateway, merchant_id: str, currency: str | None) -> Offered:
    """By the provider's word as it stands. Raises ``NotFound``, and the provider's errors."""
    wanted = currency or find_merchant(table, merchant_id).currency
    account = charging_account(table, merchant_id)
    offers = gateway.offers(account)
    reasons = {kind: _reason(kind, offers[kind], account, wanted) for kind in KINDS}
    return Offered(merchant_id, wanted, account, reasons)


def _reason(kind: str, offer: Offer, account: str | None, currency: str) -> str | None:
    if kind == "paypal" and account is not None:
        return "not_on_own_account"
    if kind == "paypal" and currency not in PAYPAL_CURRENCIES:
        return "currency_not_supported"
    if not offer.available:
        return "not_activated"
    return None if offer.switched_on else "switched_off"
