"""Merchants and their wallets: made on sight, filled in the morning."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import httpx

from local.demo.api import Api, DemoError
from local.demo.buyer import GOOD_CARD, Buyer
from local.demo.orders_file import OrderLine
from local.demo.scenario import WalletPlan
from local.stack.description import MerchantEntry
from shared.money import EXPONENTS

_TERMS = "orderpay-auto-debit-2026-01"
_FALLBACK_CURRENCY = "EUR"
_PATIENCE_SECONDS = 30.0


@dataclass(frozen=True)
class Shop:
    """A merchant of this day, and the means to act for it."""

    entry: MerchantEntry
    api: Api


def open_shops(
    http: httpx.Client, base_url: str, operator: Api, orders: Sequence[OrderLine], day: str
) -> dict[str, Shop]:
    """Create every merchant that the orders name, each with an API key."""
    currencies: dict[str, str] = {}
    for order in orders:
        known = order.body.get("currency") in EXPONENTS
        if known:
            currencies.setdefault(order.merchant, order.body["currency"])
    shops: dict[str, Shop] = {}
    for name in dict.fromkeys(order.merchant for order in orders):
        currency = currencies.get(name, _FALLBACK_CURRENCY)
        settings = {"name": name, "currency": currency}
        merchant = operator.create("/v1/merchants", settings, f"{day}-merchant-{len(shops)}")
        key = operator.create(f"/v1/merchants/{merchant['id']}/api-keys", {"label": "demo"}, f"{day}-key")
        entry = MerchantEntry(merchant["id"], key["key"], name, currency)
        shops[name] = Shop(entry, Api(http, base_url, entry.key))
    return shops


def fill_wallet(shop: Shop, buyer: Buyer, plan: WalletPlan, day: str) -> None:
    """Consent to automatic debit, pay a top-up by card, and wait until the webhook has credited it."""
    path = f"/v1/wallets/{plan.currency}"
    if plan.top_up == 0:
        return
    consent = {"enabled": True, "terms": _TERMS, "accepted_by": f"owner of {shop.entry.name}"}
    shop.api.patch(path, {"auto_debit": consent})
    top_up = shop.api.create(f"{path}/top-ups", {"amount": plan.top_up}, f"{day}-top-up-{plan.currency}")
    if not buyer.pay(top_up["checkout_url"], GOOD_CARD):
        raise DemoError(f"the top-up of {shop.entry.name} was refused")
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while shop.api.get(path)["balance"] < plan.top_up:
        if time.monotonic() > deadline:
            raise DemoError(
                f"{shop.entry.name} paid a top-up of {plan.top_up} {plan.currency}, "
                f"and it was not credited within {_PATIENCE_SECONDS:.0f} s"
            )
        time.sleep(0.1)
