"""In the evening: what a merchant owes is charged to its cards; the first one is declined, the second one pays."""

import time
from dataclasses import dataclass
from typing import Any

from local.demo.api import Api, DemoError
from local.demo.buyer import CARD_WITHOUT_MONEY, GOOD_CARD, Buyer
from local.demo.shops import Shop

_TERMS = "orderpay-saved-methods-2026-01"
_AMOUNT = 1_250
_PATIENCE_SECONDS = 60.0
_BACK = "https://shop.example/payment-methods"


@dataclass(frozen=True)
class ChargeStory:
    """An invoice and what each card's turn came to; `amount` in minor units."""

    merchant: str
    invoice: str
    amount: int
    currency: str
    attempts: tuple[tuple[str, str, str], ...]
    pay_state: str

    @property
    def fell_back(self) -> bool:
        """Whether it is paid, by another card than the first."""
        outcomes = [outcome for _, outcome, _ in self.attempts]
        return self.pay_state == "Paid" and outcomes == ["declined", "paid"]


def charge_with_fallback(operator: Api, shop: Shop, buyer: Buyer, day: str) -> ChargeStory:
    """Link two cards, of which the first will be declined, and have an invoice charged to whichever pays."""
    for number, card in enumerate((CARD_WITHOUT_MONEY, GOOD_CARD), start=1):
        _link(shop, buyer, card, f"{day}-link-{number}", number)
    methods = {method["id"]: f"{method['brand']} {method['last4']}" for method in _methods(shop)}
    lines = [{"description": "Monthly fee", "unit_amount": _AMOUNT}]
    body = {"currency": shop.entry.currency, "lines": lines, "due_date": "2099-12-31", "send": True}
    invoice = operator.create(f"/v1/merchants/{shop.entry.id}/invoices", body, f"{day}-invoice")
    path = f"/v1/invoices/{invoice['id']}"
    # The job that collects by itself may be quicker: then its charge is the one to look at.
    shop.api.send("POST", f"{path}/pay", body={"method": "auto"}, idempotency_key=f"{day}-charge")
    shown = _await_paid(shop, path)
    payment = shop.api.get(f"/v1/payments/{shown['payment']}") if shown["payment"] else {"attempts": []}
    attempts = tuple(
        (methods.get(each["method"], each["method"]), each["outcome"], each["reason"] or "")
        for each in payment["attempts"]
    )
    return ChargeStory(
        shop.entry.name, shown["number"], shown["amount"], shown["currency"], attempts, shown["pay_state"]
    )


def _link(shop: Shop, buyer: Buyer, card: str, key: str, wanted: int) -> None:
    consent = {"terms": _TERMS, "accepted_by": f"owner of {shop.entry.name}", "return_url": _BACK}
    setup = shop.api.create("/v1/payment-methods", consent, key)
    if not buyer.pay(setup["url"], card):
        raise DemoError(f"{shop.entry.name} could not link a card")
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while len(_methods(shop)) < wanted:
        if time.monotonic() > deadline:
            raise DemoError(f"{shop.entry.name} linked a card that does not appear")
        time.sleep(0.2)


def _methods(shop: Shop) -> list[dict[str, Any]]:
    return list(shop.api.get("/v1/payment-methods")["linked"])


def _await_paid(shop: Shop, path: str) -> dict[str, Any]:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while (shown := shop.api.get(path))["pay_state"] != "Paid" and time.monotonic() < deadline:
        time.sleep(0.2)
    return shown
