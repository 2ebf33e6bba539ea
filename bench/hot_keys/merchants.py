"""Merchants that pay from credits, made by the product's own functions."""

from typing import Final

from bench.hot_keys.calls import call
from functions.adjust_wallets.handler import lambda_handler as adjust_wallets
from functions.manage_merchants.handler import lambda_handler as manage_merchants
from functions.manage_wallets.handler import lambda_handler as manage_wallets
from shared.money import MAX_AMOUNT

EUR: Final = {"currency": "EUR"}


def open_merchant(name: str) -> str:
    """With consent to automatic debit; its id."""
    merchant_id = str(call(manage_merchants, "POST /v1/merchants", {"name": name, **EUR})["id"])
    consent = {"auto_debit": {"enabled": True, "terms": "terms", "accepted_by": "owner"}}
    call(manage_wallets, "PATCH /v1/wallets/{currency}", consent, EUR, merchant_id)
    return merchant_id


def fund(merchant_id: str) -> None:
    """As many credits as one adjustment can put in."""
    route = "POST /v1/merchants/{merchant_id}/wallets/{currency}/adjustments"
    body = {"amount": MAX_AMOUNT, "reason": "credits", "actor": "operator"}
    call(adjust_wallets, route, body, {"merchant_id": merchant_id, **EUR})
